/** The same as the suite `fetch` measures of us, with promises: all at once by `fetch`, and by `node:http` as the floor. */
import { Agent, get } from 'node:http';

/** @param {string[]} urls @returns {Promise<number>} characters */
export async function promiseFetch(urls) {
  const texts = await Promise.all(urls.map(async (url) => (await fetch(url)).text()));
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** @param {string[]} urls @returns {Promise<number>} */
export async function httpGet(urls) {
  const agent = new Agent({ keepAlive: true });
  const texts = await Promise.all(urls.map((url) => textOf(url, agent)));
  agent.destroy();
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** @param {string} url @param {Agent} agent @returns {Promise<string>} */
function textOf(url, agent) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

/** Compiled code names it; the tests of the runtime do so as well. */
// biome-ignore lint/suspicious/noExplicitAny: fixtures use all of it
declare var $gs: any;
declare var $gsm: number;

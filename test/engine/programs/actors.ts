// Actors of the model-based test: greenlets that ask the host for their next operation and perform it through the library.
import { current } from 'greenspool/assembly/records';
import { Channel, Event, Semaphore, kill, park, sleep, wake, yieldNow } from 'greenspool/assembly';
import { spawn, waitFor } from 'greenspool/assembly/lib/greenlet';
import { channel as channelAt, did, event as eventAt, idOf, newValue, next, semaphore as semaphoreAt } from './env';

const GRANTED: i32 = 0;
const TIMED_OUT: i32 = 1;
const CLOSED: i32 = 2;
const WOKEN: i32 = 5;

function timeoutOf(op: i32): f64 {
  const ms = (op >> 16) & 255;
  return ms == 255 ? Infinity : ms;
}

function receive(channel: Channel<f64>, timeout: f64): f64 {
  const wasClosed = channel.isClosed;
  const item = channel.receiveOr(0, timeout);
  return item != 0 ? item : -(<f64>why(wasClosed));
}

function send(channel: Channel<f64>, timeout: f64): f64 {
  const wasClosed = channel.isClosed;
  return channel.send(newValue(), timeout) ? GRANTED : why(wasClosed);
}

/** Why it failed. Found closed at the first look, or again after a wake by hand, the wait has not said so. */
function why(wasClosed: bool): i32 {
  const outcome = current!.outcome;
  return wasClosed || outcome == WOKEN ? CLOSED : outcome;
}

function perform(op: i32): f64 {
  const which = (op >> 8) & 255;
  const timeout = timeoutOf(op);
  switch (op & 255) {
    case 0:
      yieldNow();
      return 0;
    case 1:
      return reinterpret<f64>(park());
    case 2:
      sleep(timeout);
      return 0;
    case 3:
      return waitFor(<u64>idOf(which), timeout);
    case 4:
      return changetype<Semaphore>(semaphoreAt(which)).acquire(timeout) ? GRANTED : TIMED_OUT;
    case 5:
      changetype<Semaphore>(semaphoreAt(which)).release();
      return 0;
    case 6:
      return changetype<Event>(eventAt(which)).wait(timeout) ? GRANTED : TIMED_OUT;
    case 7:
      changetype<Event>(eventAt(which)).set();
      return 0;
    case 8:
      changetype<Event>(eventAt(which)).clear();
      return 0;
    case 9:
      return send(changetype<Channel<f64>>(channelAt(which)), timeout);
    case 10:
      return receive(changetype<Channel<f64>>(channelAt(which)), timeout);
    case 11:
      changetype<Channel<f64>>(channelAt(which)).close();
      return 0;
    case 12:
      wake(<u64>idOf(which), reinterpret<u64>(newValue()));
      return 0;
    case 13:
      kill(<u64>idOf(which));
      return 0;
  }
  return -1000;
}

export function deep(n: i32, op: i32): f64 {
  return n > 0 ? deep(n - 1, op) : perform(op);
}

function body(actor: i32): void {
  for (let op = next(actor); op >= 0; op = next(actor)) did(actor, op, deep(op >> 24, op));
}

export function spawnActor(actor: i32): f64 {
  return <f64>spawn(body, actor);
}

// What a greenlet parks for: each blocking operation of the engine has its own number, and hosts put a phrase to it in
// dumps. Numbers from FIRST_OF_HOST up are the host's.

export const NONE: i32 = 0;
/** park() itself. */
export const PARK: i32 = 1;
export const SLEEP: i32 = 2;
export const JOIN: i32 = 3;
export const SEMAPHORE: i32 = 4;
export const EVENT: i32 = 5;
export const CHANNEL_SEND: i32 = 6;
export const CHANNEL_RECEIVE: i32 = 7;
/** It switched to another one. */
export const SWITCH: i32 = 8;

export const FIRST_OF_HOST: i32 = 16;

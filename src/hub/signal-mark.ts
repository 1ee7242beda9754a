/** Marks our own listeners of signals: who else listens to one wants to deal with it himself. */
export const signalMark = Symbol.for('greenspool.signal');

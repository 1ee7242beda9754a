// An operating system in small: tasks of four kinds with priorities exchange packets through queues (virtual calls).
export const expected = '30000 180000 15000 955494';

const nPackets = 10_000;

export function run() {
  const kernel = new Kernel();
  const sink = kernel.add(new Sink(5));
  const devices = [kernel.add(new Device(20, sink, 3)), kernel.add(new Device(21, sink, 7))];
  const workers = [kernel.add(new Worker(10, devices)), kernel.add(new Worker(11, devices))];
  for (let i = 0; i < 3; i++) kernel.add(new Producer(30 + i, workers, nPackets));
  kernel.schedule();
  return `${sink.nPackets} ${kernel.nSteps} ${workers[0].nHandled} ${sink.weight}`;
}

class Packet {
  constructor(kind, value) {
    this.kind = kind;
    this.value = value;
    this.next = null;
  }
}

class Queue {
  constructor() {
    this.head = null;
    this.tail = null;
  }
  isEmpty() {
    return this.head === null;
  }
  push(packet) {
    packet.next = null;
    if (this.head === null) this.head = packet;
    else this.tail.next = packet;
    this.tail = packet;
  }
  shift() {
    const packet = this.head;
    this.head = packet.next;
    return packet;
  }
}

class Task {
  constructor(priority) {
    this.priority = priority;
    this.inbox = new Queue();
    this.isDone = false;
    this.next = null;
  }
  isReady() {
    return !this.isDone && !this.inbox.isEmpty();
  }
  accept(packet) {
    this.inbox.push(packet);
    return this;
  }
  step() {
    throw new Error('a task has a step');
  }
}

class Producer extends Task {
  constructor(priority, workers, nPackets) {
    super(priority);
    this.workers = workers;
    this.left = nPackets;
  }
  isReady() {
    return this.left > 0;
  }
  step(kernel) {
    this.left--;
    const worker = this.workers[this.left & 1];
    return kernel.send(worker, new Packet(this.left % 3, this.left));
  }
}

class Worker extends Task {
  constructor(priority, devices) {
    super(priority);
    this.devices = devices;
    this.nHandled = 0;
  }
  step(kernel) {
    const packet = this.inbox.shift();
    this.nHandled++;
    packet.value = this.transform(packet);
    return kernel.send(this.deviceFor(packet), packet);
  }
  transform(packet) {
    switch (packet.kind) {
      case 0:
        return packet.value * 3;
      case 1:
        return packet.value ^ 0x55;
      default:
        return packet.value + this.nHandled;
    }
  }
  deviceFor(packet) {
    return this.devices[packet.value & 1];
  }
}

class Device extends Task {
  constructor(priority, sink, delay) {
    super(priority);
    this.sink = sink;
    this.delay = delay;
    this.wait = delay;
  }
  step(kernel) {
    if (--this.wait > 0 && (this.wait & 3) !== 0) return kernel.pause(this);
    this.wait = this.delay;
    return kernel.send(this.sink, this.inbox.shift());
  }
}

class Sink extends Task {
  constructor(priority) {
    super(priority);
    this.nPackets = 0;
    this.weight = 0;
  }
  step(kernel) {
    const packet = this.inbox.shift();
    this.nPackets++;
    this.weight = (this.weight + packet.value * (packet.kind + 1)) % 1_000_003;
    return kernel.pause(this);
  }
}

class Kernel {
  constructor() {
    this.tasks = null;
    this.nSteps = 0;
  }
  add(task) {
    if (this.tasks === null || task.priority > this.tasks.priority) {
      task.next = this.tasks;
      this.tasks = task;
      return task;
    }
    let at = this.tasks;
    while (at.next !== null && at.next.priority >= task.priority) at = at.next;
    task.next = at.next;
    at.next = task;
    return task;
  }
  schedule() {
    let task = this.tasks;
    while (task !== null) {
      if (task.isReady()) {
        this.nSteps++;
        task = task.step(this);
      } else {
        task = task.next;
      }
    }
  }
  send(task, packet) {
    task.accept(packet);
    return this.tasks;
  }
  pause(task) {
    return task.isReady() ? task : this.tasks;
  }
}

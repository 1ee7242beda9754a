// Planets pull at each other: doubles in fields, with small functions around the arithmetic.
export const expected = '-0.169074 -0.169088';

export function run() {
  const system = new System();
  const before = system.energy();
  for (let i = 0; i < 20_000; i++) system.advance(0.01);
  return `${before.toFixed(6)} ${system.energy().toFixed(6)}`;
}

const solarMass = 4 * Math.PI * Math.PI;
const year = 365.24;

class Body {
  constructor(x, y, z, vx, vy, vz, mass) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.vx = vx * year;
    this.vy = vy * year;
    this.vz = vz * year;
    this.mass = mass * solarMass;
  }
  squaredDistance(other) {
    const dx = this.x - other.x;
    const dy = this.y - other.y;
    const dz = this.z - other.z;
    return dx * dx + dy * dy + dz * dz;
  }
  kinetic() {
    return 0.5 * this.mass * (this.vx * this.vx + this.vy * this.vy + this.vz * this.vz);
  }
  attract(other, magnitude) {
    this.push(other.x - this.x, other.y - this.y, other.z - this.z, other.mass * magnitude);
    other.push(this.x - other.x, this.y - other.y, this.z - other.z, this.mass * magnitude);
  }
  push(x, y, z, factor) {
    this.vx += x * factor;
    this.vy += y * factor;
    this.vz += z * factor;
  }
  drift(dt) {
    this.x += dt * this.vx;
    this.y += dt * this.vy;
    this.z += dt * this.vz;
  }
}

class System {
  constructor() {
    this.bodies = [
      new Body(0, 0, 0, 0, 0, 0, 1),
      new Body(4.84143144, -1.16032, -0.10362204, 0.00166007, 0.00769901, -0.00006904, 0.00095479),
      new Body(8.34336671, 4.12479856, -0.40352341, -0.00276742, 0.00499852, 0.00002304, 0.00028588),
      new Body(12.8943695, -15.1111514, -0.22330757, 0.0029646, 0.00237847, -0.00002965, 0.00004366),
      new Body(15.3796971, -25.9193146, 0.17925877, 0.00268067, 0.00162824, -0.00009515, 0.00005151),
    ];
    this.offsetMomentum();
  }
  offsetMomentum() {
    const sun = this.bodies[0];
    for (const body of this.bodies) sun.push(body.vx, body.vy, body.vz, -body.mass / solarMass);
  }
  advance(dt) {
    const { bodies } = this;
    for (let i = 0; i < bodies.length; i++) {
      const body = bodies[i];
      for (let j = i + 1; j < bodies.length; j++) {
        const squared = body.squaredDistance(bodies[j]);
        const magnitude = dt / (squared * Math.sqrt(squared));
        body.attract(bodies[j], magnitude);
      }
    }
    for (let i = 0; i < bodies.length; i++) bodies[i].drift(dt);
  }
  energy() {
    let energy = 0;
    this.bodies.forEach((body, i) => {
      energy += body.kinetic();
      for (let j = i + 1; j < this.bodies.length; j++) {
        const other = this.bodies[j];
        energy -= (body.mass * other.mass) / Math.sqrt(body.squaredDistance(other));
      }
    });
    return energy;
  }
}

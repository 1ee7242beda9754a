// Spheres and a floor with lights and reflections: many short-lived vectors, virtual calls on shapes.
export const expected = '346061667';

const width = 80;
const height = 60;

export function run() {
  const scene = makeScene();
  let checksum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = scene.trace(rayThrough(x, y), 0);
      checksum = (checksum * 31 + color.toNumber()) % 1_000_000_007;
    }
  }
  return String(checksum);
}

class Vector {
  constructor(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }
  plus(other) {
    return new Vector(this.x + other.x, this.y + other.y, this.z + other.z);
  }
  minus(other) {
    return new Vector(this.x - other.x, this.y - other.y, this.z - other.z);
  }
  times(factor) {
    return new Vector(this.x * factor, this.y * factor, this.z * factor);
  }
  blend(other) {
    return new Vector(this.x * other.x, this.y * other.y, this.z * other.z);
  }
  dot(other) {
    return this.x * other.x + this.y * other.y + this.z * other.z;
  }
  length() {
    return Math.sqrt(this.dot(this));
  }
  unit() {
    return this.times(1 / this.length());
  }
  reflect(normal) {
    return this.minus(normal.times(2 * this.dot(normal)));
  }
  toNumber() {
    return (channel(this.x) << 16) | (channel(this.y) << 8) | channel(this.z);
  }
}

function channel(value) {
  return Math.min(255, Math.max(0, Math.round(value * 255)));
}

class Ray {
  constructor(origin, direction) {
    this.origin = origin;
    this.direction = direction;
  }
  at(distance) {
    return this.origin.plus(this.direction.times(distance));
  }
}

class Shape {
  constructor(color, shine) {
    this.color = color;
    this.shine = shine;
  }
  colorAt() {
    return this.color;
  }
}

class Sphere extends Shape {
  constructor(center, radius, color, shine) {
    super(color, shine);
    this.center = center;
    this.radius = radius;
  }
  intersect(ray) {
    const toCenter = this.center.minus(ray.origin);
    const along = toCenter.dot(ray.direction);
    const squared = this.radius * this.radius - (toCenter.dot(toCenter) - along * along);
    if (squared < 0) return Infinity;
    const distance = along - Math.sqrt(squared);
    return distance > 1e-6 ? distance : Infinity;
  }
  normalAt(point) {
    return point.minus(this.center).unit();
  }
}

class Floor extends Shape {
  constructor(y, color, shine) {
    super(color, shine);
    this.y = y;
    this.up = new Vector(0, 1, 0);
  }
  intersect(ray) {
    if (ray.direction.y >= 0) return Infinity;
    const distance = (this.y - ray.origin.y) / ray.direction.y;
    return distance > 1e-6 ? distance : Infinity;
  }
  normalAt() {
    return this.up;
  }
  colorAt(point) {
    const isDark = (Math.floor(point.x) + Math.floor(point.z)) % 2 === 0;
    return isDark ? this.color.times(0.25) : this.color;
  }
}

class Light {
  constructor(position, color) {
    this.position = position;
    this.color = color;
  }
}

class Scene {
  constructor(shapes, lights) {
    this.shapes = shapes;
    this.lights = lights;
    this.sky = new Vector(0.1, 0.2, 0.4);
  }
  closest(ray) {
    let hit = null;
    let nearest = Infinity;
    for (const shape of this.shapes) {
      const distance = shape.intersect(ray);
      if (distance >= nearest) continue;
      nearest = distance;
      hit = shape;
    }
    return hit === null ? null : { shape: hit, point: ray.at(nearest) };
  }
  trace(ray, depth) {
    const hit = this.closest(ray);
    if (hit === null) return this.sky;
    const { shape, point } = hit;
    const normal = shape.normalAt(point);
    const color = this.illuminate(shape, point, normal);
    if (shape.shine === 0 || depth === 3) return color;
    const mirrored = this.trace(new Ray(point, ray.direction.reflect(normal).unit()), depth + 1);
    return color.times(1 - shape.shine).plus(mirrored.times(shape.shine));
  }
  illuminate(shape, point, normal) {
    const own = shape.colorAt(point);
    return this.lights.reduce((sum, light) => {
      const toLight = light.position.minus(point);
      const direction = toLight.unit();
      const strength = normal.dot(direction);
      if (strength <= 0 || this.isShadowed(point, direction, toLight.length())) return sum;
      return sum.plus(own.blend(light.color).times(strength));
    }, own.times(0.1));
  }
  isShadowed(point, direction, distance) {
    const ray = new Ray(point, direction);
    return this.shapes.some((shape) => shape.intersect(ray) < distance);
  }
}

function makeScene() {
  const shapes = [new Floor(-1, new Vector(0.9, 0.9, 0.9), 0.2)];
  for (let i = 0; i < 6; i++) {
    const center = new Vector(Math.cos(i) * 2, (i % 3) * 0.6 - 0.4, 5 + Math.sin(i) * 2);
    shapes.push(new Sphere(center, 0.6, new Vector(0.3 + (i % 2) * 0.6, 0.5, 1 - i * 0.15), i % 2 === 0 ? 0.4 : 0));
  }
  const lights = [
    new Light(new Vector(-4, 6, 0), new Vector(0.8, 0.7, 0.6)),
    new Light(new Vector(5, 4, 2), new Vector(0.3, 0.3, 0.5)),
  ];
  return new Scene(shapes, lights);
}

function rayThrough(x, y) {
  const direction = new Vector((x - width / 2) / width, (height / 2 - y) / width, 1);
  return new Ray(new Vector(0, 0.5, -1), direction.unit());
}

import { describe } from 'vitest';
import { programs } from './programs.ts';

describe('greenspool/register', { timeout: 60_000 }, () => programs());

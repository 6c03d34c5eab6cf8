import { expect, it } from 'vitest';
import { BodyBudget } from '../../functions/request/body-budget.ts';

it('turns away what does not fit, and takes it when others have ended', () => {
  const budget = new BodyBudget(100, () => 0);
  const [a, b] = [budget.start(), budget.start()];
  a.grow(60);
  b.grow(40);
  expect(() => b.grow(1)).toThrow('at the same time');
  expect(budget.bytes).toBe(100);
  a.end();
  b.grow(60);
  expect(budget.bytes).toBe(100);
});

it('forgets bodies of requests that are gone', () => {
  let now = 0;
  const budget = new BodyBudget(100, () => now);
  budget.start().grow(90);
  const later = budget.start();
  now = 20_000;
  expect(() => later.grow(20)).toThrow('at the same time');
  now = 40_000;
  later.grow(20);
  expect(budget.bytes).toBe(20);
});

import { exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';

it('the Worker answers in workerd', async () => {
  const response = await exports.default.fetch('http://localhost/');
  expect(await response.text()).toBe('HadronEdge');
});

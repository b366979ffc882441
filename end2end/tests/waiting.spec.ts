// The check that something never happens: a check that can't fail would hide every fault.

import { expect, test } from '@playwright/test';
import { frames, never } from '../fixtures/waiting.ts';

test('never fails for what happens at any time until the later event, and for an event that does not come', async ({ page }) => {
  await page.setContent('<p>A page</p>');
  let on = false;
  const until = async () => {
    await frames(page, 3);
    on = true;
    await frames(page, 6);
    on = false;
    await frames(page, 3);
  };
  await never(page, 'it is on', () => false, { until });
  await expect(never(page, 'it was on', () => on, { until })).rejects.toThrow('it was on, which must not be');
  const atTheEnd = async () => void (on = true);
  await expect(never(page, 'it is on at the end', () => on, { until: atTheEnd })).rejects.toThrow('it is on at the end');
  const fails = () => Promise.reject(new Error('no event'));
  await expect(never(page, 'it is on', () => false, { until: fails })).rejects.toThrow('no event');
});

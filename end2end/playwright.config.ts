import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

// The system's Chromium if it is installed; otherwise the one that `npx playwright install` downloads.
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

// Lets Chromium run as root and in a container, and keeps its own traffic out of the tests.
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  forbidOnly: !!process.env.CI,
  fullyParallel: false,
  workers: 2,
  // A test that passes only when repeated is one to look at: `make test` prints its name at the end. In CI,
  // where nobody can look and try again, it does not fail the whole run.
  retries: process.env.CI ? 1 : 0,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [['list'], ['./fixtures/repeated.ts'], ...(process.env.CI ? [['github'] as const] : [])],
  outputDir: 'test-results',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Recording takes a fifth of the time. To look into a failure: `npx playwright test --trace on NAME`.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: { args, ...(chromium ? { executablePath: chromium } : {}) },
  },
  projects: [
    { name: 'behaviour', testDir: 'tests' },
    {
      // The main flows in Debian's Firefox.
      name: 'firefox',
      testDir: 'tests',
      grep: /@main/,
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        // Playwright adds a style sheet for a screenshot, which the page's policy refuses.
        screenshot: 'off',
        trace: 'off',
        launchOptions: {
          executablePath: resolve(import.meta.dirname, 'engines/firefox.mjs'),
          // Ask before leaving a page, as for people.
          firefoxUserPrefs: { 'dom.disable_beforeunload': false, 'dom.require_user_interaction_for_beforeunload': false },
        },
      },
    },
    // The main flows in WebKitGTK, which Playwright can't drive.
    { name: 'webkit', testDir: 'engines', testMatch: 'webkit.spec.ts' },
    { name: 'shots', testDir: 'shots', timeout: 180_000 },
    { name: 'watch', testDir: 'watch', timeout: 15 * 60_000 },
  ],
});

import axe from 'axe-core'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { Language } from '../../contracts/shapes.ts'
import type { Role } from '../../contracts/permissions.ts'
import { fillEmpty, fillWithDemo } from '../../seeds/demo.ts'
import { smallStory } from '../../seeds/small.ts'
import { catchUp } from './jobs.ts'
import { appOf, signedIn } from './people.ts'
import { world } from './world.ts'

const programs = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter(path => path !== undefined)
export const calm = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

type Wishes = {
  /** What the shop holds: a dozen customers (the default), the demo's two years, or nothing. */
  seed?: 'small' | 'demo' | 'nothing'
  role?: Role
  signedIn?: boolean
}

/** A real app with the built console on a port, and a Chromium in which a person is signed in. */
export async function browserWorld(t: TestContext, { seed = 'small', role = 'owner', signedIn: isSignedIn = true }: Wishes = {}) {
  // Built when it is stale; a second test file finds it fresh.
  await promisify(execFile)('bin/build')
  const w = await world(t)
  if (seed === 'small') await fillEmpty(w.ctx, smallStory)
  if (seed === 'demo') await fillWithDemo(w.ctx)
  if (seed !== 'nothing') await catchUp(w.ctx)
  const person = isSignedIn ? await signedIn(w, role) : undefined
  const app = await appOf(w)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const browser = await chromium.launch({ executablePath: programOf(), args: calm })
  t.after(async () => {
    await browser.close()
    await app.close()
  })
  const open = (look: Look = {}) => openPage(browser, { address, now: w.clock.now().toString(), cookie: person?.cookie, ...look })
  return { ...w, address, browser, person, open, page: await open() }
}

export function programOf(): string {
  const found = programs.find(path => existsSync(path))
  if (!found) throw new Error('No Chromium found. Install one (Debian: apt-get install chromium) or set CHROMIUM to its path.')
  return found
}

type Look = { width?: number; height?: number; dark?: boolean; language?: Language }

/** A page of its own look. Its clock is the test's; what it logs as an error makes `problems` non-empty. */
async function openPage(browser: Browser, { address, now, cookie, width = 1440, height = 900, dark = false, language = 'en' }: Look & { address: string; now: string; cookie: string | undefined }) {
  const context: BrowserContext = await browser.newContext({ baseURL: address, viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: language === 'en' ? 'en-GB' : language, timezoneId: 'Europe/Amsterdam', reducedMotion: 'reduce' })
  if (cookie) {
    const [name = '', value = ''] = cookie.split(/=(.*)/s)
    await context.addCookies([{ name, value, url: address }])
    // The own language and colours come from the account.
    await context.request.patch('/v1/me', { data: { language, theme: dark ? 'dark' : 'light' } })
  }
  const page = await context.newPage()
  await page.clock.setFixedTime(now)
  return Object.assign(page, { problems: problemsOf(page) })
}

/** Errors of the page as they come: exceptions, and what React and the browser complain of. */
function problemsOf(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', error => problems.push(error.message))
  page.on('console', message => {
    // A refused sign-in or a missing record is an answer, not a fault of the page; the test's clock is kept out of the frames of mails, which run no scripts.
    if (message.type() === 'error' && !/status of 4\d\d|^Blocked script execution in 'about:srcdoc'/.test(message.text())) problems.push(message.text())
  })
  return problems
}

/** Goes to an address as a link does, without loading the console anew. */
export async function visit(page: Page, path: string): Promise<void> {
  if (page.url() === 'about:blank') await page.goto(path)
  else await page.evaluate(to => history.pushState({}, '', to), path)
}

/** Waits until the page of the address is the one shown and draws no more skeletons. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const shown = document.querySelector<HTMLElement>('main[data-shown]')?.dataset['shown']
    return (shown === undefined || shown === location.pathname) && document.querySelector('h1') !== null && document.querySelector(':not([data-example]) > [data-skeleton]') === null
  }, undefined, { timeout: 20_000 })
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

/** What axe (WCAG 2.2 A and AA) finds wrong, as one line each: rule, element, why. */
export async function axeProblems(page: Page): Promise<string[]> {
  return page.evaluate(async code => {
    const scope = globalThis as unknown as { axe?: { run(node: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } }
    if (!scope.axe) new Function(code)()
    const { violations } = await scope.axe!.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n').slice(1, 2).join(' ').trim() ?? ''}`))
  }, axe.source)
}

/** By how many px the page is wider than the window; 0 on a page that fits. */
export const overflowOf = (page: Page): Promise<number> => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))

/** Answers what axe finds wrong once the page has settled. With SCREENS=1 it also takes the picture for docs/screens. */
export async function shot(page: Page, name: string): Promise<string[]> {
  await settled(page)
  if (process.env['SCREENS']) {
    await mkdir('docs/screens', { recursive: true })
    await page.screenshot({ path: `docs/screens/${name}.png` })
  }
  return axeProblems(page)
}

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { codeOf } from '../support/authenticator.ts'
import { axeProblems, browserWorld, overflowOf, settled, shot } from '../support/browser.ts'
import { runJobs } from '../support/jobs.ts'
import { owner } from '../support/people.ts'
import { ensureOwner } from '../../server/staff/index.ts'

type Page = Awaited<ReturnType<typeof atTheDoor>>['page']

/** A Chromium at the door of an empty Suki. Passkeys belong to a name, so it comes to localhost. */
async function atTheDoor(t: TestContext) {
  const w = await browserWorld(t, { seed: 'nothing', signedIn: false })
  const address = w.address.replace('127.0.0.1', 'localhost')
  const open = (path: string) => w.page.goto(address + path).then(() => settled(w.page))
  return { ...w, openLook: w.open, address, open }
}

async function signInWithPassword(page: Page) {
  await page.getByLabel('E-mail').fill(owner.email)
  await page.locator('[name=password]').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const linkIn = (text: string | undefined) => /#\S+/.exec(text ?? '')?.[0] ?? ''

test('the first visitor becomes the owner and is in', async t => {
  const { page, open, address } = await atTheDoor(t)
  await open('/customers')
  await page.waitForURL(`${address}/set-up`)
  assert.deepEqual(await shot(page, 'set-up'), [])
  await page.getByLabel('Your name').fill('Maria Cruz')
  await page.getByLabel('E-mail').fill(owner.email)
  await page.locator('[name=new-password]').fill(owner.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Step 2 of 2').waitFor()
  assert.deepEqual(await axeProblems(page), [])
  await page.getByRole('button', { name: 'Open Suki' }).click()
  await page.getByText('Maria Cruz').first().waitFor()
})

test('two-factor sign-in is turned on with an app and asked for ever after; a recovery code replaces the phone', async t => {
  const { page, open, address, ctx } = await atTheDoor(t)
  await ensureOwner(ctx, { ...owner, name: 'Maria Cruz' })
  await open('/sign-in?to=/account')
  assert.deepEqual(await shot(page, 'sign-in'), [])
  await signInWithPassword(page)
  await page.waitForURL(`${address}/account`)
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByLabel('Your password').fill(owner.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('img', { name: 'QR code' }).waitFor()
  const key = (await page.locator('[data-key]').innerText()).replace(/\s/g, '')
  assert.deepEqual(await shot(page, 'two-factor'), [])
  await page.getByLabel('The code that it shows').fill(await codeOf(key))
  await page.locator('form').getByRole('button', { name: 'Turn on' }).click()
  const codes = page.getByRole('region', { name: 'Your recovery codes.' })
  const recovery = /\w{5}-\w{5}/.exec(await codes.innerText())?.[0] ?? ''
  await page.context().clearCookies()
  await open('/sign-in')
  await signInWithPassword(page)
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  assert.deepEqual(await shot(page, 'sign-in-code'), [])
  await page.getByLabel('Code', { exact: true }).pressSequentially(await codeOf(key))
  await page.waitForURL(`${address}/`)
  await page.context().clearCookies()
  await open('/sign-in')
  await signInWithPassword(page)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByRole('textbox').fill(recovery)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`${address}/`)
  assert.deepEqual(page.problems, [])
})

test('a passkey is added and signs in without a password', async t => {
  const { page, open, address, ctx } = await atTheDoor(t)
  await ensureOwner(ctx, owner)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
  await open('/sign-in?to=/account')
  await signInWithPassword(page)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Laptop at work')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Laptop at work' }).waitFor()
  await page.context().clearCookies()
  await open('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL(`${address}/`)
})

test('a forgotten password is replaced with the link of the mail', async t => {
  const w = await atTheDoor(t)
  const { page, open, outbox } = w
  await ensureOwner(w.ctx, owner)
  await open('/sign-in')
  await page.getByRole('link', { name: 'Forgot password?' }).click()
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await runJobs(w)
  await open(`/reset${linkIn(outbox[0]?.text)}`)
  assert.deepEqual(await axeProblems(page), [])
  await page.locator('[name=new-password]').fill('another long password')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await page.getByRole('heading', { name: 'Your new password is saved' }).waitFor()
  await page.goto('about:blank')
  await open(`/reset${linkIn(outbox[0]?.text)}`)
  await page.locator('[name=new-password]').fill('a third long password')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
})

test('a colleague is invited and joins, in their language', async t => {
  const w = await atTheDoor(t)
  const { page, open, address, outbox } = w
  await ensureOwner(w.ctx, { ...owner, name: 'Maria Cruz' })
  await open('/sign-in?to=/team')
  await signInWithPassword(page)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByRole('dialog').getByLabel('E-mail').fill('anna@shop.example')
  await page.getByLabel('Language of the mail').selectOption('nl')
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await page.getByRole('gridcell', { name: 'anna@shop.example' }).waitFor()
  await runJobs(w)
  await page.context().clearCookies()
  await open(`/invitation${linkIn(outbox[0]?.text)}`)
  await page.getByRole('heading', { name: 'Maria Cruz nodigt je uit' }).waitFor()
  assert.deepEqual(await shot(page, 'invitation'), [])
  await page.getByLabel('Je naam').fill('Anna Smit')
  await page.locator('[name=new-password]').fill('another long password')
  await page.getByRole('button', { name: 'Meedoen' }).click()
  await page.waitForURL(`${address}/`)
})

test('the door is accessible in the dark and fits a phone, in every script', async t => {
  const w = await atTheDoor(t)
  await ensureOwner(w.ctx, owner)
  for (const language of ['en', 'ta', 'ru', 'gu'] as const) {
    const page = await w.openLook({ width: 390, height: 844, dark: true, language })
    await page.goto('/sign-in')
    await settled(page)
    assert.deepEqual([await axeProblems(page), await overflowOf(page)], [[], 0], language)
    await page.context().close()
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axeProblems, browserWorld, overflowOf, settled } from '../support/browser.ts'

test('a marketer writes a mail: from the gallery to a version and a test', async t => {
  const w = await browserWorld(t, { role: 'marketer' })
  const { page } = w
  await page.goto('/templates')
  await settled(page)

  await t.test('the gallery shows each starter as a mail, and beginning with one opens it', async () => {
    await page.getByRole('button', { name: 'New template' }).first().click()
    await page.getByRole('button', { name: /^Begin with this.*Welcome$/ }).waitFor()
    await page.frameLocator('iframe[title="Welcome"]').getByText('Good to have you here').waitFor()
    await page.getByRole('button', { name: /^Begin with this.*Welcome$/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
    await page.waitForURL(/\/templates\/[0-9a-f-]{36}/)
    assert.deepEqual(await axeProblems(page), [])
  })

  await t.test('words are written where they stand, saved by themselves, and taken back with Ctrl and Z', async () => {
    const title = page.getByRole('textbox', { name: 'Text' }).first()
    await title.click()
    await page.keyboard.press('End')
    await page.keyboard.type(', dear reader')
    await page.getByText('Saved', { exact: true }).waitFor()
    const subjectsOf = async () => (await w.ctx.db.selectFrom('templates').select('draft').executeTakeFirstOrThrow()).draft
    assert.match(JSON.stringify(await subjectsOf()), /Good to have you here, dear reader/)
    await page.keyboard.press('Control+z')
    await page.getByText('dear reader').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+Shift+z')
    await page.getByText('dear reader').waitFor()
  })

  await t.test('a block is added and moved with the keyboard, and an empty address is found', async () => {
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Button' }).click()
    await page.getByLabel('Leads to').fill('')
    await page.getByText('“Visit the shop” leads nowhere. Give it an address.').waitFor()
    const grip = page.locator('[data-block][data-chosen=true] > button')
    await grip.focus()
    const place = () => page.evaluate(() => [...document.querySelectorAll('[data-block]')].findIndex(block => block.getAttribute('data-chosen') === 'true'))
    const before = await place()
    await page.keyboard.press('Alt+ArrowDown')
    assert.equal(await place(), before + 1)
    await grip.focus()
    await page.keyboard.press('Delete')
    await page.getByText('leads nowhere').waitFor({ state: 'detached' })
  })

  await t.test('the preview is the mail for an example or a customer, in each language', async () => {
    await page.getByText('Preview', { exact: true }).click()
    const mail = page.frameLocator('iframe[title="Preview"]')
    await mail.getByText('Hello Emma,').waitFor()
    await page.getByRole('combobox', { name: 'Preview as' }).fill('Ravi')
    await page.getByRole('option', { name: 'Ravi Kumar' }).click()
    await mail.getByText('Hello Ravi,').waitFor()
    await page.getByRole('button', { name: /English/ }).click()
    await page.getByRole('menuitem', { name: 'Nederlands' }).click()
    await mail.getByText('Dag Ravi,').waitFor()
  })

  await t.test('MJML by hand names a mistake at its line', async () => {
    await page.getByText('MJML', { exact: true }).click()
    await page.getByRole('button', { name: 'Go on in MJML' }).click()
    const source = page.getByRole('textbox', { name: 'MJML' })
    await source.fill('<mjml>\n<mj-body>\n<mj-section><mj-column><mj-text>{{ customer.first_name | shout }}</mj-text></mj-column></mj-section>\n</mj-body>\n</mjml>')
    await page.getByText('undefined filter: shout (line 3)').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('button', { name: 'Go on in MJML' }).waitFor()
  })

  await t.test('a version is made, and a test arrives', async () => {
    await page.getByRole('button', { name: 'Make a version' }).click()
    await page.getByText('Version 1 is what is sent').waitFor()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByRole('button', { name: 'Send the test' }).click()
    await page.getByText('The test is on its way.').waitFor()
    assert.deepEqual(w.outbox.map(({ to, subject }) => [to, subject]), [[w.person!.email, '[Test] Welkom bij Corner Shop']])
  })

  await t.test('it fits a phone, and can be read in the dark', async () => {
    const phone = await w.open({ width: 390, height: 844, dark: true })
    for (const side of ['write', 'preview', 'text', 'source']) {
      await phone.goto(`${new URL(page.url()).pathname}?side=${side}`)
      await settled(phone)
      assert.equal(await overflowOf(phone), 0, side)
      assert.deepEqual(await axeProblems(phone), [], side)
    }
    assert.deepEqual([...page.problems, ...phone.problems], [])
  })
})

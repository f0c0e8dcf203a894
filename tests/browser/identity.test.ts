import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCustomer } from '../../contracts/customers.ts'
import { customerIdentity } from '../../contracts/identity.ts'
import { lookForDuplicates } from '../../contracts/merge-suggestions.ts'
import { browserWorld, settled, visit } from '../support/browser.ts'
import { catchUp, readLog, runJobs } from '../support/jobs.ts'
import { signedIn } from '../support/people.ts'

test('who is who, decided in the console', async t => {
  const w = await browserWorld(t)
  const { page } = w
  const maria = await signedIn(w, 'admin')
  const ana = await maria.call(createCustomer, { body: { name: 'Ana Reyes', email: 'ana.reyes@gmail.com', phone: '+31655501234' } })
  await maria.call(createCustomer, { body: { name: 'Reyes, Ana', email: 'anareyes@gmail.com' } })
  await maria.call(lookForDuplicates)
  // The story asks for its scores, which are found in the warehouse.
  await catchUp(w.ctx)
  await runJobs(w)
  const mergedNow = async () => (await maria.call(customerIdentity, { params: { customerId: ana.id } })).merged.map(m => m.name)

  await t.test('a pair is accepted with one key and taken back with one click', async () => {
    await visit(page, '/duplicates')
    await page.getByRole('article', { name: 'Ana Reyes · Reyes, Ana' }).waitFor()
    await page.keyboard.press('a')
    await page.getByText('1 pair merged.').waitFor()
    assert.deepEqual(await mergedNow(), ['Reyes, Ana'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('article', { name: 'Ana Reyes · Reyes, Ana' }).waitFor()
    assert.deepEqual(await mergedNow(), [])
  })

  await t.test('two of the list are compared and merged; the graph tells why, and undoes it', async () => {
    await visit(page, `/customers/${ana.id}/identity?merge=true`)
    await settled(page)
    await page.getByRole('dialog').getByRole('textbox').fill('anareyes')
    await page.getByRole('button', { name: /Reyes, Ana/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByText('Merged into this customer').waitFor()
    assert.deepEqual(await mergedNow(), ['Reyes, Ana'])
    await readLog(w.ctx)
    await page.getByRole('button', { name: 'Undo merge' }).click()
    await page.getByText('Reyes, Ana is a customer of their own again.').waitFor()
    assert.deepEqual(await mergedNow(), [])
  })

  await t.test('an identifier is somebody else’s, and is taken back', async () => {
    await visit(page, `/customers/${ana.id}/identity`)
    await page.getByRole('checkbox', { name: '+31655501234 is not theirs' }).check()
    await page.getByRole('button', { name: 'These are somebody else’s' }).click()
    await page.getByText('One identifier is somebody else’s now.').waitFor()
    assert.equal((await maria.call(customerIdentity, { params: { customerId: ana.id } })).nodes.some(node => node.kind === 'phone'), false)
    await page.getByRole('alert').filter({ hasText: 'One identifier' }).getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('checkbox', { name: '+31655501234 is not theirs' }).waitFor()
    assert.deepEqual(page.problems, [])
  })
})

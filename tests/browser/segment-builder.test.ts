import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSegment, getSegment } from '../../contracts/segment-routes.ts'
import { fillEmpty } from '../../seeds/demo.ts'
import { smallStory } from '../../seeds/small.ts'
import { browserWorld, settled, shot } from '../support/browser.ts'
import { catchUp, runJobs } from '../support/jobs.ts'

test('a marketer makes a nested rule by mouse and keyboard, sees who it has, edits it as text, undoes and saves', async t => {
  const w = await browserWorld(t, { role: 'marketer' })
  const { page, ctx } = w
  const [most] = await ctx.db.selectFrom('customers').select(['country', q => q.fn.countAll<number>().as('many')]).where('country', 'is not', null).where('merged_into', 'is', null).groupBy('country').orderBy('many', 'desc').orderBy('country').execute()
  const count = (of: number) => page.locator(`[data-count="${of}"]`).waitFor()
  const everyone = Number((await ctx.db.selectFrom('customers').select(q => q.fn.countAll().as('many')).where('merged_into', 'is', null).executeTakeFirstOrThrow()).many)

  await page.goto('/segments/new')
  await settled(page)
  await count(everyone)

  // By keyboard alone: found by typing, begun with Enter, its value chosen from what the data has.
  await page.getByRole('button', { name: 'Condition', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Find a condition' }).fill('Country')
  await page.keyboard.press('Enter')
  await page.getByText('Still to be chosen').waitFor()
  const values = page.getByRole('combobox', { name: 'Choose or type' }).or(page.getByPlaceholder('Choose or type')).first()
  await values.click()
  await page.locator('.mantine-MultiSelect-option').first().click()
  await count(Number(most!.many))
  await page.keyboard.press('Escape')
  assert.match(decodeURIComponent(page.url()), new RegExp(`rule=country[ +]=[ +]${most!.country}`))

  // A group in it, and a condition in the group.
  await page.getByRole('button', { name: 'Group', exact: true }).click()
  await page.getByRole('button', { name: 'Condition', exact: true }).first().click()
  await page.getByRole('button', { name: 'Ordered', exact: true }).click()
  await page.getByRole('combobox', { name: 'Unit of time' }).selectOption('years')
  await page.getByRole('textbox', { name: 'Number' }).fill('1')
  await page.waitForURL(url => url.searchParams.get('rule') === `country = ${most!.country} and any of (orders(last 90 years) >= 1)`)

  // One step up and the group is empty again; back with Ctrl-Z.
  await page.locator('[data-path="1.0"] [data-grip]').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.waitForURL(url => url.searchParams.get('rule') === `country = ${most!.country} and orders(last 90 years) >= 1`)
  await page.keyboard.press('Control+z')
  await page.waitForURL(url => url.searchParams.get('rule')?.includes('any of') === true)

  // As text: wrong at its place, right at once in the sentences.
  await page.getByRole('button', { name: 'As text' }).click()
  const text = page.getByRole('textbox', { name: 'As text' })
  await text.fill('countri = NL')
  await page.getByText('Line 1, column 1:').waitFor()
  await page.getByText('Did you mean country?').waitFor()
  await text.fill(`country = ${most!.country} and not overdue`)
  await page.getByText('Next order is late').waitFor()

  // Leaving asks; staying keeps everything.
  await page.getByRole('link', { name: 'Segments', exact: true }).first().click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay here' }).click()
  await page.getByRole('button', { name: 'Save segment' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save segment' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Home country')
  await dialog.getByRole('button', { name: 'Save segment' }).click()
  await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/)
  const kept = await ctx.db.selectFrom('segments as s').innerJoin('segment_versions as v', 'v.segment_id', 's.id').select(['s.name', 'v.rule']).executeTakeFirstOrThrow()
  assert.deepEqual([kept.name, kept.rule], ['Home country', { kind: 'all', rules: [{ kind: 'fact', fact: 'country', test: { kind: 'in', values: [most!.country] } }, { kind: 'none', rules: [{ kind: 'overdue', percent: 100 }] }] }])
  assert.deepEqual(page.problems, [])
})

test('a segment is opened, changed, counted and saved: a version comes, and the old one can be taken back', async t => {
  const w = await browserWorld(t, { role: 'marketer' })
  const { page, ctx } = w
  const countries = await ctx.db.selectFrom('customers').select(['country', q => q.fn.countAll<number>().as('many')]).where('country', 'is not', null).where('merged_into', 'is', null).groupBy('country').orderBy('many', 'desc').orderBy('country').limit(2).execute()
  const [one, two] = countries as [{ country: string; many: number }, { country: string; many: number }]
  const made = await w.person!.call(createSegment, { body: { name: 'Home', text: `country = ${one.country}` } })
  await w.person!.call(createSegment, { body: { name: 'Home and new', text: `in segment "${made.id}" or created in last 7 days` } })
  await runJobs(w)
  await page.goto(`/segments/${made.id}`)
  await settled(page)
  await page.getByRole('button', { name: 'Change rule' }).click()
  await page.waitForURL(/\/edit/)
  await settled(page)
  await page.locator(`[data-count="${one.many}"]`).waitFor()

  // One more country: the exact count follows; undone and done again.
  await page.getByRole('combobox', { name: 'Choose or type' }).or(page.locator('.mantine-MultiSelect-input input')).first().click()
  await page.locator('.mantine-MultiSelect-option').first().click()
  await page.keyboard.press('Escape')
  const both = await page.evaluate(() => new URLSearchParams(location.search).get('rule'))
  assert.match(both ?? '', /country in \(/)
  await page.waitForFunction(before => document.querySelector('[data-count]')?.getAttribute('data-count') !== String(before), one.many)
  const counted = Number(await page.locator('[data-count]').getAttribute('data-count'))
  assert.ok(counted > Number(one.many) && counted <= Number(one.many) + Number(two.many))
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.locator(`[data-count="${one.many}"]`).waitFor()
  await page.getByRole('button', { name: /^Redo/ }).click()
  await page.locator(`[data-count="${counted}"]`).waitFor()

  // Saving says what changes with it.
  await page.getByRole('button', { name: 'Save segment' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save segment' })
  await dialog.getByText('What uses this segment changes with it:').waitFor()
  await dialog.getByRole('link', { name: 'Home and new' }).waitFor()
  assert.deepEqual(await shot(page, 'segment-save'), [])
  await dialog.getByRole('button', { name: 'Save segment' }).click()
  await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/)
  await runJobs(w)
  await page.reload()
  await settled(page)
  await page.getByText('Version 2').first().waitFor()
  await page.getByRole('link', { name: counted.toLocaleString('en'), exact: true }).waitFor()

  // Back to the first with one click: a version of its own.
  await page.getByRole('button', { name: 'Restore this version' }).click()
  await page.getByText('Version 3').first().waitFor()
  await runJobs(w)
  const now = await w.person!.call(getSegment, { params: { segmentId: made.id } })
  assert.deepEqual([now.text, now.versions.length, now.membersCount], [`country = ${one.country}`, 3, Number(one.many)])
  assert.deepEqual(page.problems, [])
})

test('conditions are carried into a group and out of it, by mouse and by keyboard', async t => {
  const { page } = await browserWorld(t, { role: 'marketer' })
  const says = (wanted: string) => page.waitForURL(url => url.searchParams.get('rule') === wanted)
  await page.goto(`/segments/new?rule=${encodeURIComponent('country = NL and (city = "Gent" or overdue) and email is set')}`)
  await settled(page)
  const grip = (path: string) => page.locator(`[data-path="${path}"] [data-grip]`).first()
  /** From its handle to a part of another line: 0 is its upper edge, 1 the lower. */
  const carry = async (from: string, to: string, height: number) => {
    await grip(from).hover()
    await page.mouse.down()
    const box = (await page.locator(to).boundingBox())!
    await page.mouse.move(box.x + 60, box.y + box.height * height, { steps: 5 })
    await page.mouse.up()
  }
  await carry('0', '[data-path="1.1"]', 0.9)
  await says('(city = "Gent" or overdue or country = NL) and email is set')
  await carry('0.2', '[data-path="1"]', 0.2)
  await says('(city = "Gent" or overdue) and country = NL and email is set')
  await carry('2', '[data-end="0.2"]', 0.5)
  await says('(city = "Gent" or overdue or email is set) and country = NL')

  const step = async (path: string, key: 'ArrowDown' | 'ArrowUp', wanted: string) => {
    await grip(path).focus()
    await page.keyboard.press(`Alt+${key}`)
    await says(wanted)
  }
  await step('0.2', 'ArrowUp', '(city = "Gent" or email is set or overdue) and country = NL')
  await step('1', 'ArrowUp', '(city = "Gent" or email is set or overdue or country = NL)'.slice(1, -1))
  assert.deepEqual(page.problems, [])
})

test('values that are on their way when a list is opened stand in it once they are there', async t => {
  const { page, ctx } = await browserWorld(t, { role: 'marketer', seed: 'nothing' })
  await page.goto(`/segments/new?rule=${encodeURIComponent('country = NL')}`)
  await settled(page)
  await page.getByRole('combobox', { name: 'Choose or type' }).or(page.locator('.mantine-MultiSelect-input input')).first().click()
  await page.getByText('Nothing found').waitFor()
  await fillEmpty(ctx, smallStory)
  await catchUp(ctx)
  await page.getByRole('option', { name: 'India' }).waitFor()
})

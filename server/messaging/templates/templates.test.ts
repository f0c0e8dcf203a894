import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/template-routes.ts'
import { listStores } from '../../../contracts/stores.ts'
import type { Content } from '../../../contracts/templates.ts'
import { languages, type Problem } from '../../../contracts/shapes.ts'
import { fillEmpty } from '../../../seeds/demo.ts'
import { smallStory } from '../../../seeds/small.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { localeOf } from './engine/filters.ts'
import { render } from './engine/render.ts'
import { scopesOf } from './people.ts'
import { starters } from './starters/index.ts'
import { compile } from './versions.ts'

const subjectsOf = (content: Content) => Object.fromEntries(Object.entries(content.variants).map(([language, { subject }]) => [language, subject]))
const saying = (content: Content, subject: string): Content => ({ ...content, variants: { ...content.variants, [content.mainLanguage]: { ...content.variants[content.mainLanguage]!, subject } } })

test('a template from its first draft to what is sent', async t => {
  const w = await world(t)
  await fillEmpty(w.ctx, smallStory)
  const mia = await signedIn(w, 'marketer')
  const store = (await mia.call(listStores, { query: {} })).items.find(one => one.key === 'corner-shop')!
  await mia.call(contract.saveBrandKit, { params: { storeId: store.id }, body: { ...(await mia.call(contract.getBrandKit, { params: { storeId: store.id } })), address: 'Oudegracht 1\n3511 AA Utrecht', website: 'https://corner.nl/', productLink: 'https://corner.nl/p/{id}' } })
  let template = await mia.call(contract.createTemplate, { body: { name: 'Welcome', storeId: store.id, starter: 'welcome', mainLanguage: 'nl' } })

  await t.test('a starter speaks six languages, with products of the shop, and has nothing to put right', async () => {
    assert.deepEqual(template.languages.toSorted(), [...languages].toSorted())
    assert.equal(template.version, null)
    const { findings, bytes } = await mia.call(contract.checkTemplate, { body: { storeId: store.id, kind: template.kind, content: template.content } })
    // Its PUBLIC_URL is this machine, which a reader cannot reach.
    assert.deepEqual(findings.filter(({ severity }) => severity !== 'hint').map(({ code }) => code), ['privateAddress'])
    assert.equal((await mia.call(contract.getMailAddress, {})).isPrivate, true)
    assert.ok(Object.values(bytes).every(size => size < 40_000))
  })

  await t.test('a version never changes, whatever the draft says later', async () => {
    template = await mia.call(contract.publishTemplate, { params: { templateId: template.id }, body: { revision: template.revision, note: 'First' } })
    assert.deepEqual([template.version?.number, template.hasDraft], [1, false])
    template = await mia.call(contract.saveDraft, { params: { templateId: template.id }, body: { content: saying(template.content as Content, 'Iets anders'), revision: template.revision } })
    assert.equal(template.hasDraft, true)
    await assert.rejects(w.ctx.db.updateTable('template_versions').set({ note: 'x' }).execute(), /never changes/)
    const compiled = await compile(w.ctx, template.version!.id, 'nl')
    assert.match(render(compiled, { customer: {} }).subject, /^Welkom bij/)
  })

  await t.test('readers of a language that it does not speak get the main one', async () => {
    const { nl, en } = template.content.variants
    const two = await mia.call(contract.createTemplate, { body: { name: 'Two', storeId: store.id, content: { mainLanguage: 'nl', variants: { nl: nl!, en: en! } } } })
    const { version } = await mia.call(contract.publishTemplate, { params: { templateId: two.id }, body: { revision: two.revision } })
    assert.equal((await compile(w.ctx, version!.id, 'en')).language, 'en')
    assert.equal((await compile(w.ctx, version!.id, 'ta')).language, 'nl')
    assert.deepEqual(subjectsOf(two.content as Content), { nl: 'Iets anders', en: 'Welcome to {{ store.name }}' })
  })

  await t.test('each person gets their own words, orders, money and days', async () => {
    const anna = await w.ctx.db.selectFrom('customers').select(['id', 'country']).where('email', '=', 'anna.smit@example.com').executeTakeFirstOrThrow()
    const thanks = await mia.call(contract.createTemplate, { body: { name: 'Thanks', storeId: store.id, starter: 'thanks' } })
    const { version } = await mia.call(contract.publishTemplate, { params: { templateId: thanks.id }, body: { revision: thanks.revision } })
    const compiled = await compile(w.ctx, version!.id, 'nl')
    assert.ok(compiled.needs.has('order') && !compiled.needs.has('viewed'))
    const scopes = await scopesOf(w.ctx, { shelf: { storeId: store.id, productLink: 'https://corner.nl/p/{id}', base: 'https://suki.nl' }, customerIds: [anna.id, '01990000-0000-7000-8000-00000000dead'], needs: compiled.needs })
    assert.equal(scopes.size, 1)
    const mail = render(compiled, scopes.get(anna.id)!, { rewrite: (url, index) => `https://t.nl/${index}?${new URL(url).pathname}` })
    assert.match(mail.text, /Dankjewel, Anna/)
    assert.match(mail.text, /: https:\/\/t\.nl\/\d\?\/p\/blue-enamel-mug\n2 × €\s15,90/)
    assert.equal(localeOf('nl', anna.country), 'nl-NL')
  })

  await t.test('two people do not write over each other', async () => {
    const late = await mia.ask(contract.saveDraft, { params: { templateId: template.id }, body: { content: template.content, revision: template.revision - 1 } })
    assert.deepEqual([late.status, late.problem.code], [409, 'templates.saved_meanwhile'])
    assert.deepEqual((late.problem as Problem).meanwhile, { by: 'Test marketer', at: template.draftAt, revision: template.revision })
  })

  await t.test('an older version can be the draft again, and both stay', async () => {
    const first = template.version!
    template = await mia.call(contract.publishTemplate, { params: { templateId: template.id }, body: { revision: template.revision } })
    template = await mia.call(contract.restoreVersion, { params: { templateId: template.id, versionId: first.id }, body: { revision: template.revision } })
    assert.match(template.content.variants.nl!.subject, /^Welkom bij/)
    const { items } = await mia.call(contract.listVersions, { params: { templateId: template.id }, query: {} })
    assert.deepEqual(items.map(({ number, note, madeBy }) => [number, note, madeBy]), [[2, '', 'Test marketer'], [1, 'First', 'Test marketer']])
  })

  await t.test('a version is looked at and tried as it was made, whatever the draft says', async () => {
    const { items } = await mia.call(contract.listVersions, { params: { templateId: template.id }, query: {} })
    const params = { templateId: template.id, versionId: items[0]!.id }
    const { content, number } = await mia.call(contract.getVersion, { params })
    assert.deepEqual([number, content.variants.nl!.subject, template.content.variants.nl!.subject === 'Iets anders'], [2, 'Iets anders', false])
    const shown = await mia.call(contract.previewVersion, { params, query: { language: 'nl' } })
    assert.deepEqual([shown.rendered.subject, shown.language], ['Iets anders', 'nl'])
    assert.deepEqual((await mia.call(contract.checkVersion, { params })).findings.filter(({ severity }) => severity !== 'hint').map(({ code }) => code), ['privateAddress'])
    await mia.call(contract.sendVersionTest, { params, body: { language: 'nl', to: ['team@shop.example'], subject: 'Voor jou' } })
    assert.equal(w.outbox.pop()!.subject, '[Test] Voor jou')
    const elsewhere = await mia.ask(contract.getVersion, { params: { ...params, templateId: '01990000-0000-7000-8000-00000000dead' } })
    assert.deepEqual([elsewhere.status, elsewhere.problem.code], [404, 'templates.version_not_found'])
  })

  await t.test('a text with an error in any language is not made a version', async () => {
    const broken = structuredClone(template.content)
    broken.variants.ru!.subject = '{{ customer.first_name | shout }}'
    const saved = await mia.call(contract.saveDraft, { params: { templateId: template.id }, body: { content: broken, revision: template.revision } })
    const refused = await mia.ask(contract.publishTemplate, { params: { templateId: template.id }, body: { revision: saved.revision } })
    assert.deepEqual([refused.status, refused.problem.code, refused.problem.fields?.map(({ field }) => field)], [422, 'templates.not_ready', ['content.variants.ru.subject']])
  })

  await t.test('a preview as a customer needs the permission to see customers; a test goes by mail', async () => {
    const { id: customerId } = await w.ctx.db.selectFrom('customers').select('id').where('email', '=', 'ravi.kumar@example.com').executeTakeFirstOrThrow()
    const draft = { storeId: store.id, kind: 'campaign' as const, content: template.content }
    const { rendered, language } = await mia.call(contract.previewTemplate, { body: { ...draft, language: 'en', customerId } })
    assert.equal(language, 'en')
    assert.match(rendered!.text, /Hello Ravi,/)
    await mia.call(contract.sendTest, { body: { ...draft, language: 'gu', to: ['team@shop.example'], customerId } })
    assert.deepEqual(w.outbox.map(({ to, subject }) => [to, subject]), [['team@shop.example', `[Test] ${template.content.variants.gu!.subject.replace('{{ store.name }}', store.name)}`]])
    assert.match(w.outbox[0]!.html!, /<html lang="gu"/)
  })

  await t.test('colours that are hard to read are not a brand kit', async () => {
    const kit = await mia.call(contract.getBrandKit, { params: { storeId: store.id } })
    const pale = await mia.ask(contract.saveBrandKit, { params: { storeId: store.id }, body: { ...kit, light: { ...kit.light, muted: '#bbbbbb' } } })
    assert.deepEqual([pale.status, pale.problem.fields?.map(({ field }) => field)], [400, ['light.muted', 'light.muted']])
  })

  await t.test('what is put away is out of the list, and comes back', async () => {
    await mia.call(contract.archiveTemplate, { params: { templateId: template.id } })
    const names = async (archived?: 'true') => (await mia.call(contract.listTemplates, { query: { archived } })).items.map(({ name }) => name)
    assert.deepEqual([await names(), await names('true')], [['Thanks', 'Two'], ['Welcome']])
    w.clock.advance({ minutes: 1 })
    await mia.call(contract.restoreTemplate, { params: { templateId: template.id } })
    assert.equal((await names())[0], 'Welcome')
  })

  await t.test('every change is in the audit log; saves of one sitting are one line', async () => {
    const rows = await w.ctx.db.selectFrom('audit_log').select('action').where('action', 'like', 'templates.%').orderBy('id').execute()
    const counts = Object.fromEntries([...Map.groupBy(rows, row => row.action)].map(([action, of]) => [action, of.length]))
    assert.deepEqual(counts, { 'templates.brand': 1, 'templates.create': 3, 'templates.publish': 4, 'templates.save': 1, 'templates.restore_version': 1, 'templates.test': 2, 'templates.archive': 1, 'templates.restore': 1 })
  })

  await t.test('all starters can be made a version at once', async () => {
    assert.equal(starters.length, 11)
    for (const [at, { id }] of starters.entries()) {
      const language = languages[at % languages.length]!
      const whole = await mia.call(contract.createTemplate, { body: { name: id, storeId: store.id, starter: id, mainLanguage: language } })
      const made = await mia.call(contract.saveDraft, { params: { templateId: whole.id }, body: { content: { mainLanguage: language, variants: { [language]: whole.content.variants[language]! } }, revision: whole.revision } })
      assert.equal((await mia.call(contract.publishTemplate, { params: { templateId: made.id }, body: { revision: made.revision } })).version?.number, 1, id)
    }
  })
})

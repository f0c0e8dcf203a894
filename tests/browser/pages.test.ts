import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCampaign } from '../../contracts/campaigns.ts'
import { createSegment } from '../../contracts/segment-routes.ts'
import { languages } from '../../contracts/shapes.ts'
import { createTemplate } from '../../contracts/template-routes.ts'
import { runJobs } from '../support/jobs.ts'
import { scoreAll } from '../support/scores.ts'
import { axeProblems, browserWorld, overflowOf, settled, shot, visit } from '../support/browser.ts'

type World = Awaited<ReturnType<typeof browserWorld>>

/** Every page of the console by its name, with addresses of real records. */
async function pagesOf(w: World): Promise<[name: string, path: string][]> {
  const { ctx } = w
  const first = async (table: 'customers' | 'orders' | 'products') => (await ctx.db.selectFrom(table).select('id').orderBy('created_at').limit(1).executeTakeFirstOrThrow()).id
  const [customer, order, product] = await Promise.all([first('customers'), first('orders'), first('products')])
  const { id: source } = await ctx.db.selectFrom('sources').select('id').where('write_key', 'is not', null).orderBy('created_at').limit(1).executeTakeFirstOrThrow()
  const [segment, other] = await segmentsOf(w)
  const template = await templateOf(w)
  const campaign = await campaignOf(w, segment!, template)
  return [
    ['home', '/?period=90d'], ['customers', '/customers'], ['customer', `/customers/${customer}`], ['customer-identity', `/customers/${customer}/identity`], ['duplicates', '/duplicates'], ['identity', '/identity'], ['orders', '/orders'], ['order', `/orders/${order}`], ['groups', '/groups'], ['segments', '/segments'], ['segment-gallery', '/segments/gallery'], ['segment', `/segments/${segment}`], ['segment-why', `/segments/${segment}?why=${customer}`], ['segment-compare', `/segments/compare?a=${segment}&b=${other}`], ['rfm', '/rfm'], ['rfm-group', '/rfm?group=champions'], ['segment-new', '/segments/new'], ['segment-built', `/segments/new?view=text&rule=${encodeURIComponent('orders(last 90 days) >= 2 and (country in (NL, BE) or did "Product Viewed"(category "Shoes") where (price > 10) at least 3 times in last 7 days) and not spend(last 12 months) >= 200.00 EUR')}`], ['carts', '/carts'], ['products', '/products'], ['product', `/products/${product}`],
    ['imports', '/imports'], ['import-new', '/imports/new'], ['stores', '/stores'], ['sources', '/sources'], ['source', `/sources/${source}`], ['tracking-plan', '/tracking-plan'], ['consents', '/consents'], ['consent-rules', '/consents?tab=rules'], ['privacy', '/privacy'], ['retention', '/privacy?tab=retention'], ['campaigns', '/campaigns'], ['campaign', `/campaigns/${campaign}`], ['campaign-compare', `/campaigns/compare?campaign=${campaign}`], ['messages', '/messages'], ['replies', '/replies'], ['templates', '/templates'], ['template-gallery', '/templates?open=gallery'], ['brand-kit', '/templates?open=brand'], ['template', `/templates/${template}`], ['template-preview', `/templates/${template}?side=preview`], ['template-text', `/templates/${template}?side=text`], ['template-source', `/templates/${template}?side=source`], ['template-versions', `/templates/${template}/versions`], ['sending', '/sending'], ['sending-server', '/sending?open=new'], ['sending-senders', '/sending?tab=senders'], ['sending-domains', '/sending?tab=domains'], ['sending-back', '/sending?tab=back'], ['sending-hook', '/sending?tab=back&open=ses'], ['sending-rules', '/sending?tab=rules'], ['account', '/account'], ['team', '/team'], ['audit', '/audit'], ['mailbox', '/mailbox'], ['status', '/status'], ['ui', '/ui'],
  ]
}

/** A template of a starter, made once. */
async function templateOf(w: World): Promise<string> {
  const known = await w.ctx.db.selectFrom('templates').select('id').executeTakeFirst()
  if (known) return known.id
  const { id: storeId } = await w.ctx.db.selectFrom('stores').select('id').orderBy('created_at').executeTakeFirstOrThrow()
  return (await w.person!.call(createTemplate, { body: { name: 'Welcome', storeId, starter: 'welcome' } })).id
}

/** A draft with a test of two subjects, made once. */
async function campaignOf(w: World, segmentId: string, templateId: string): Promise<string> {
  const known = await w.ctx.db.selectFrom('campaigns').select('id').executeTakeFirst()
  if (known) return known.id
  return (await w.person!.call(createCampaign, { body: { name: 'Spring', audience: { include: [segmentId], exclude: [] }, variants: { A: { templateId }, B: { templateId, subjects: { en: 'Spring is here' } } }, test: { about: 'subject', winner: 'click', sharePercent: 20, hours: 4 }, schedule: { kind: 'local', at: '2026-03-10T09:00' } } })).id
}

/** Two segments with their members, made once. */
async function segmentsOf(w: World): Promise<string[]> {
  const known = async () => (await w.ctx.db.selectFrom('segments').select('id').orderBy('name').execute()).map(row => row.id)
  const before = await known()
  if (before.length) return before
  for (const [name, text] of [['Dutch', 'country = NL'], ['Regulars', 'orders >= 2 and last order in last 90 days']] as const) await w.person!.call(createSegment, { body: { name, text } })
  await runJobs(w)
  return known()
}

/** Collects what is wrong on each page under one look, so that one run names everything. */
async function onEveryPage(w: World, page: World['page'], check: (name: string) => Promise<unknown[]>, isMeant: (place: number) => boolean = () => true) {
  const found: Record<string, unknown[]> = {}
  for (const [place, [name, path]] of (await pagesOf(w)).entries()) {
    if (!isMeant(place)) continue
    page.problems.length = 0
    const wrong = await visit(page, path).then(() => settled(page)).then(() => check(name)).catch((error: Error) => [error.message.split('\n')[0]])
    if (wrong.length + page.problems.length) found[name] = [...wrong, ...page.problems]
  }
  return found
}

// Every page in every language takes five times as long: PAGES=all does that, else each page is looked at in one of them.
const isAll = process.env['PAGES'] === 'all'
const others = languages.filter(one => one !== 'en')

test('the pages of the console', { timeout: 1_200_000 }, async t => {
  const w = await browserWorld(t)
  await scoreAll(w.ctx)

  await t.test('every page is accessible and draws without an error', async () => {
    assert.deepEqual(await onEveryPage(w, w.page, name => (name === 'home' ? axeProblems(w.page) : shot(w.page, name))), {})
  })

  await t.test('in the dark too', async () => {
    const page = await w.open({ dark: true })
    assert.deepEqual(await onEveryPage(w, page, () => axeProblems(page)), {})
    await page.context().close()
  })

  for (const [n, language] of others.entries()) {
    await t.test(`on a phone they speak ${language}, without a missing text, and none scrolls sideways`, async () => {
      const page = await w.open({ language, width: 390, height: 844 })
      const check = async () => {
        const wide = await overflowOf(page)
        return [...(wide ? [`${wide} px too wide`] : []), ...(await missingTexts(page))]
      }
      assert.deepEqual(await onEveryPage(w, page, check, place => isAll || place % others.length === n), {})
      await page.context().close()
    })
  }
})

/** A missing text shows as its key: home.figures.net */
const missingTexts = (page: World['page']): Promise<string[]> =>
  page.evaluate(() => [...new Set(document.body.innerText.match(/\b(?:ui|shell|home|signin|account|team|audit|mailbox|imports|status|customers|orders|carts|groups|segments|rfm|segment-builder|products|stores|sources|plan|identity|consent|privacy|messages|replies|sending|templates|campaigns)\.[a-z]\w*\.\w+/g))])

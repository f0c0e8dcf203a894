import { sql } from 'kysely'
import type { Campaign } from '../../contracts/campaigns.ts'
import { publishedVersions, sendingRulesOf, senderExists } from '../messaging/index.ts'
import { announce, appError, inTransaction, nowText, within, type Ctx, type Db } from '../platform/index.ts'
import { segmentsNotReady } from '../segments/index.ts'
import { audit } from '../staff/index.ts'
import { campaignOf, refuseUnseen } from './campaigns.ts'
import { startOf } from './running/times.ts'

export const notReady = appError('campaigns.not_ready', 422, 'This campaign cannot be sent yet: {what}')
export const wrongState = appError('campaigns.wrong_state', 409, 'This campaign is {state}; that can only be done while it is {expected}.')
export const ownApproval = appError('campaigns.own_approval', 403, 'Somebody else has to approve what you launched.')

/**
 * Schedules a draft, or hands it to a second person where the rules say so. The versions of its templates are those of now.
 * @throws campaignNotFound, wrongState, campaigns.changed_meanwhile, notReady naming every field that stands in the way
 */
export const launch = (ctx: Ctx, campaignId: string, { revision }: { revision?: number | undefined } = {}): Promise<Campaign> =>
  inTransaction(ctx.db, async db => {
    const campaign = await campaignOf(db, campaignId, { lock: true })
    expect(campaign, ['draft'])
    refuseUnseen(campaign, revision)
    const variants = await settled(db, campaign)
    await refuseUnready(ctx, within(ctx, { db }), { ...campaign, variants })
    const { approval } = await sendingRulesOf(db)
    const at = nowText(ctx.clock)
    await sql`update campaigns set variants = ${JSON.stringify(variants)}, launched_at = ${at}, launched_by = ${ctx.actor.name} where id = ${campaignId}`.execute(db)
    await become(within(ctx, { db }), campaign, approval ? 'approval' : 'scheduled', 'campaigns.launch')
    return campaignOf(db, campaignId)
  })

/** @throws campaignNotFound, wrongState, ownApproval */
export const approve = (ctx: Ctx, campaignId: string): Promise<Campaign> =>
  inTransaction(ctx.db, async db => {
    const campaign = await campaignOf(db, campaignId, { lock: true })
    expect(campaign, ['approval'])
    if (campaign.launchedBy === ctx.actor.name) throw ownApproval()
    await sql`update campaigns set approved_at = ${nowText(ctx.clock)}, approved_by = ${ctx.actor.name} where id = ${campaignId}`.execute(db)
    await become(within(ctx, { db }), campaign, 'scheduled', 'campaigns.approve')
    return campaignOf(db, campaignId)
  })

/** What a server has been handed goes out; nothing more is taken. @throws campaignNotFound, wrongState */
export const pause = (ctx: Ctx, campaignId: string): Promise<Campaign> => turn(ctx, campaignId, { from: ['sending'], to: 'paused', mailing: 'paused', action: 'campaigns.pause' })
/** @throws campaignNotFound, wrongState */
export const resume = (ctx: Ctx, campaignId: string): Promise<Campaign> => turn(ctx, campaignId, { from: ['paused'], to: 'sending', mailing: 'active', action: 'campaigns.resume' })

/** One that was not begun is a draft again; one that was ends for good, and what still waits is not sent. @throws campaignNotFound, wrongState */
export async function cancel(ctx: Ctx, campaignId: string): Promise<Campaign> {
  const { state } = await campaignOf(ctx.db, campaignId)
  if (state === 'approval' || state === 'scheduled') return turn(ctx, campaignId, { from: ['approval', 'scheduled'], to: 'draft', mailing: 'cancelled', action: 'campaigns.cancel' })
  const cancelled = await turn(ctx, campaignId, { from: ['sending', 'paused'], to: 'cancelled', mailing: 'cancelled', action: 'campaigns.cancel' })
  await sql`update messages set state = 'cancelled' where mailing_id = ${campaignId} and state = 'queued'`.execute(ctx.db)
  return cancelled
}

type Turn = { from: Campaign['state'][]; to: Campaign['state']; mailing: 'active' | 'paused' | 'cancelled'; action: string }
const turn = (ctx: Ctx, campaignId: string, { from, to, mailing, action }: Turn): Promise<Campaign> =>
  inTransaction(ctx.db, async db => {
    const campaign = await campaignOf(db, campaignId, { lock: true })
    expect(campaign, from)
    await sql`update mailings set state = ${mailing} where id = ${campaignId}`.execute(db)
    await become(within(ctx, { db }), campaign, to, action)
    return campaignOf(db, campaignId)
  })

async function become(ctx: Ctx, campaign: Campaign, state: Campaign['state'], action: string): Promise<void> {
  const at = nowText(ctx.clock)
  await ctx.db.updateTable('campaigns').set({ state, changed_at: at, starts_at: state === 'scheduled' ? startOf(campaign, ctx.clock.now()).toString() : undefined, finished_at: state === 'cancelled' ? at : undefined, launched_at: state === 'draft' ? null : undefined, launched_by: state === 'draft' ? null : undefined }).where('id', '=', campaign.id).execute()
  await audit(ctx, { action, record: { kind: 'campaign', id: campaign.id, label: campaign.name }, changes: { state: { from: campaign.state, to: state } } })
  await announce(ctx.db, { topic: 'messages', id: campaign.id })
}

function expect({ state }: Campaign, states: Campaign['state'][]): void {
  if (!states.includes(state)) throw wrongState({ state, expected: states.join(' or ') })
}

/** Every variant with the version that is published now, unless one was chosen. */
async function settled(db: Db, { variants }: Campaign): Promise<Campaign['variants']> {
  const published = await publishedVersions(db, Object.values(variants).map(v => v.templateId))
  return Object.fromEntries(Object.entries(variants).map(([letter, variant]) => [letter, { ...variant, versionId: variant.versionId ?? published.get(variant.templateId) }])) as Campaign['variants']
}

async function refuseUnready(ctx: Ctx, { db }: Ctx, { audience, variants, test, schedule, senderId }: Campaign): Promise<void> {
  const problems: { field: string; message: string }[] = []
  const mind = (field: string, message: string) => problems.push({ field, message })
  if (!audience.include.length) mind('audience.include', 'Choose at least one segment.')
  const missing = await segmentsNotReady(db, [...audience.include, ...audience.exclude])
  if (missing.length) mind('audience', `These segments do not exist, are archived, or are not found yet: ${missing.join(', ')}.`)
  const letters = Object.entries(variants)
  if (!letters.length) mind('variants', 'Choose a template.')
  for (const [letter, variant] of letters) if (!variant.versionId) mind(`variants.${letter}`, 'This template was never published, or does not exist.')
  if (test && letters.length < 2) mind('test', 'A test needs at least two variants.')
  if (!test && letters.length > 1) mind('test', 'Several variants need a test.')
  if (test?.about === 'time') for (const [letter, variant] of letters) if (!variant.time) mind(`variants.${letter}.time`, 'A test of times needs a time of day for each variant.')
  if (schedule.kind === 'at' && Temporal.Instant.compare(Temporal.Instant.from(schedule.at), ctx.clock.now()) < 0) mind('schedule.at', 'This instant has passed.')
  if (schedule.kind === 'local' && Temporal.Instant.compare(Temporal.PlainDateTime.from(schedule.at).toZonedDateTime('-12:00').toInstant(), ctx.clock.now()) < 0) mind('schedule.at', 'This time has passed everywhere.')
  if (senderId && !(await senderExists(db, senderId))) mind('senderId', 'There is no such sender.')
  if (problems.length) throw notReady({ what: problems.map(p => p.message).join(' ') }, problems)
}

import type { Channel, Purpose } from '../../../../contracts/consent.ts'
import type { Choices } from '../choices.ts'
import { html, type Html } from './html.ts'
import { dayOf, form, nameOf, type View } from './layout.ts'
import { whyFields } from './leaving.ts'
import { purposeTexts, viaTexts, type Key } from './words.ts'

/** Everything a reader can choose, on one page. */
export function centrePage(view: View, choices: Choices, address: string): { title: string; body: Html } {
  const title = view.say('preferences.page.title')
  return {
    title,
    body: html`${saidBanner(view, choices)}<div class="top"><h1>${title}</h1>${address && html`<p class="soft">${view.say('preferences.page.for', { address })}</p>`}</div>
${choices.isRestricted && html`<p class="note">${view.say('preferences.page.restricted')}</p>`}
<section class="card">${form(view, 'preferences', choosing(view, choices))}</section>
<div class="two">${breakCard(view, choices)}${leaveCard(view)}</div>
${dataCard(view, choices)}`,
  }
}

const saidTexts: Record<string, Key> = {
  saved: 'preferences.page.saidSaved', paused: 'preferences.page.saidPaused', resumed: 'preferences.page.saidResumed', left: 'preferences.page.saidLeft', undone: 'preferences.page.saidUndone', asked: 'preferences.page.saidAsked',
}

/** What was just done, with its undo. */
function saidBanner(view: View, { wish }: Choices): Html | null {
  const { say, said: { said = '', undo } } = view
  const key = saidTexts[said]
  if (!key || (said === 'paused' && !wish.pausedUntil)) return null
  const back = said === 'left' && undo ? html`<input type="hidden" name="cells" value="${undo}"><button class="plain" name="do" value="undo">${say('preferences.page.undo')}</button>`
    : said === 'paused' ? html`<button class="plain" name="do" value="resume">${say('preferences.page.undo')}</button>` : null
  return html`<div class="said" role="status"><p>${say(key, { date: wish.pausedUntil ? dayOf(view, wish.pausedUntil) : '' })}</p>${back && form(view, 'preferences', back)}</div>`
}

function choosing(view: View, choices: Choices): Html {
  const { say } = view
  return html`${purposeFields(view, choices, 'marketing')}${often(view, choices)}${purposeFields(view, choices, 'service')}${choices.showsProfiling && profilingFields(view, choices)}<button class="main" name="do" value="save">${say('preferences.page.save')}</button>`
}

function purposeFields({ say }: View, { channels, cells, stopped }: Choices, purpose: 'marketing' | 'service'): Html {
  const isOn = (channel: Channel) => cells.some(cell => cell.channel === channel && cell.purpose === purpose && cell.isOn)
  return html`<fieldset><legend>${say(purposeTexts[purpose].name)}</legend><p class="soft">${say(purposeTexts[purpose].text)}</p>
${channels.map(channel => html`${box(`${channel}.${purpose}`, isOn(channel), say(viaTexts[channel]))}${purpose === 'marketing' && stopped.includes(channel) && html`<p class="note">${say('preferences.page.stopped')}</p>`}`)}</fieldset>`
}

const profilingFields = ({ say }: View, { cells }: Choices): Html => html`<fieldset><legend>${say('preferences.page.profiling')}</legend><p class="soft">${say('preferences.page.profilingText')}</p>${box('profiling', cells.some(cell => cell.purpose === 'profiling' && cell.isOn), say('preferences.page.yesPlease'))}</fieldset>`

/** What it was when the page was read goes along, so that only what the reader changed is a choice. */
const box = (name: `${Channel}.${Purpose}` | 'profiling', isOn: boolean, label: string): Html => html`<input type="hidden" name="shown" value="${name} ${isOn ? 'on' : 'off'}"><label class="row"><input type="checkbox" name="on" value="${name}"${isOn && html` checked`}>${label}</label>`

export const paces = { all: null, weekly: { atMost: 1, days: 7 }, twice: { atMost: 2, days: 30 } } as const
const paceTexts: Record<keyof typeof paces, Key> = { all: 'preferences.page.oftenAll', weekly: 'preferences.page.oftenWeekly', twice: 'preferences.page.oftenTwice' }

function often({ say }: View, { wish: { cap } }: Choices): Html {
  const isNow = (pace: keyof typeof paces) => JSON.stringify(paces[pace]) === JSON.stringify(cap)
  return html`<fieldset><legend>${say('preferences.page.often')}</legend><p class="soft">${say('preferences.page.oftenText')}</p>
${(Object.keys(paces) as (keyof typeof paces)[]).map(pace => html`<label class="row"><input type="radio" name="often" value="${pace}"${isNow(pace) && html` checked`}>${say(paceTexts[pace])}</label>`)}</fieldset>`
}

function breakCard(view: View, { wish: { pausedUntil } }: Choices): Html {
  const { say } = view
  const text = pausedUntil ? say('preferences.page.pausedText', { date: dayOf(view, pausedUntil) }) : say('preferences.page.pauseText')
  const button = pausedUntil ? html`<button class="quiet" name="do" value="resume">${say('preferences.page.resume')}</button>` : html`<button class="quiet" name="do" value="pause">${say('preferences.page.pauseButton')}</button>`
  return html`<section class="card"><h2>${say('preferences.page.pauseTitle')}</h2><p class="soft">${text}</p>${form(view, 'preferences', button)}</section>`
}

const leaveCard = (view: View): Html => html`<section class="card"><h2>${view.say('preferences.page.leaveTitle')}</h2><p class="soft">${view.say('preferences.page.leaveAllText')}</p>${form(view, 'preferences', html`<button class="quiet" name="do" value="leave">${view.say('preferences.page.leaveAll')}</button>${whyFields(view.say)}`)}</section>`

function dataCard(view: View, { requests }: Choices): Html {
  const { say } = view
  const asked = (kind: 'export' | 'erase') => requests.find(request => request.kind === kind)
  const dates = ({ askedAt, dueAt }: Choices['requests'][number]) => ({ date: dayOf(view, askedAt), due: dayOf(view, dueAt) })
  const [copy, end] = [asked('export'), asked('erase')]
  return html`<section class="card"><h2>${say('preferences.page.dataTitle')}</h2><p class="soft">${say('preferences.page.dataText', { shop: nameOf(view) })}</p>
${copy ? html`<p class="note">${say('preferences.page.exportAsked', dates(copy))}</p>` : form(view, 'preferences', html`<button class="quiet" name="do" value="export">${say('preferences.page.export')}</button>`)}
${end ? html`<p class="note">${say('preferences.page.eraseAsked', dates(end))}</p>` : html`<details><summary>${say('preferences.page.erase')}</summary><p class="soft">${say('preferences.page.eraseText')}</p>${form(view, 'preferences', html`<button class="quiet" name="do" value="erase">${say('preferences.page.eraseSure')}</button>`)}</details>`}</section>`
}

import type { Channel } from '../../../../contracts/consent.ts'
import { reasons } from '../saying.ts'
import { html, type Html } from './html.ts'
import { form, nameOf, type View } from './layout.ts'
import { leavingTexts, leftTexts, reasonTexts, type Say } from './words.ts'

export type Leaving = { channel: Channel; address: string; hasLeft: boolean }

/** The page behind the unsubscribe link: one button; once it is done, the way back. */
export function leavingPage(view: View, { channel, address, hasLeft }: Leaving): { title: string; body: Html } {
  const { say } = view
  const title = hasLeft ? say('preferences.page.leftTitle') : say('preferences.page.leaveHeading', { shop: nameOf(view) })
  const text = say((hasLeft ? leftTexts : leavingTexts)[channel] ?? (hasLeft ? 'preferences.page.saidLeft' : 'preferences.page.leaveAllText'), { address })
  const centre = html`<p><a href="/preferences/${view.token}?language=${view.language}">${hasLeft ? say('preferences.page.all') : say('preferences.page.rather')}</a></p>`
  const button = html`<button class="main" name="do" value="leave">${say('preferences.page.leave')}</button>${whyFields(say)}`
  const again = html`<p class="soft">${say('preferences.page.byMistake')}</p><button class="quiet" name="do" value="undo">${say('preferences.page.again')}</button>`
  return { title, body: html`${view.said['said'] === 'undone' && html`<div class="said" role="status"><p>${say('preferences.page.saidUndone')}</p></div>`}<section class="card"><h1>${title}</h1><p class="soft">${text}</p>${form(view, 'u', hasLeft ? again : button)}${centre}</section>` }
}

/** Why they leave, if they care to say. */
export const whyFields = (say: Say): Html => html`<details><summary>${say('preferences.page.why')}</summary><fieldset>${reasons.map(reason => html`<label class="row"><input type="radio" name="why" value="${reason}">${say(reasonTexts[reason])}</label>`)}</fieldset></details>`

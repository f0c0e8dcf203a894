// The little that the demo shop does in the browser: everything works without it, by links and forms.

type Answer = { notice: string; calls: unknown[][]; cart: number; wishlist: number; wished: string[] }
const page = window as unknown as { suki: { push(call: unknown[]): unknown } }
page.suki ??= [] as unknown as typeof page.suki

/** Forms that stay on their page: what they did is said, counted and told. */
document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement
  if (!form.hasAttribute('data-stay')) return
  event.preventDefault()
  const button = event.submitter as HTMLButtonElement | null
  void fetch(form.action, { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>) })
    .then(async response => {
      if (!response.ok) throw new Error(String(response.status))
      show(form, button, (await response.json()) as Answer)
    })
    .catch(() => form.submit())
})

function show(form: HTMLFormElement, button: HTMLButtonElement | null, answer: Answer) {
  for (const call of answer.calls) page.suki.push(call)
  for (const counter of document.querySelectorAll<HTMLElement>('[data-count]')) {
    counter.textContent = String(answer[counter.dataset['count'] as 'cart' | 'wishlist'] || '')
  }
  const key = form.querySelector<HTMLInputElement>('input[name=key]')?.value
  if (key && button) {
    const isWished = answer.wished.includes(key)
    button.setAttribute('aria-pressed', String(isWished))
    form.action = form.action.replace(/(add|remove)$/, isWished ? 'remove' : 'add')
  }
  say(answer.notice)
}

const toast = document.querySelector<HTMLElement>('[data-notice]')!
let hiding: ReturnType<typeof setTimeout> | undefined
function say(text: string) {
  toast.textContent = text
  clearTimeout(hiding)
  hiding = setTimeout(() => (toast.textContent = ''), 4000)
}
if (toast.textContent) say(toast.textContent)

document.addEventListener('click', event => {
  const target = (event.target as Element).closest<HTMLElement>('[data-step], [data-answer], [data-ask]')
  if (target?.dataset['step']) step(target)
  if (target?.dataset['answer']) answerAsked(target.dataset['answer'] === 'yes')
  if (target && 'ask' in target.dataset) ask()
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) if (!menu.contains(event.target as Node)) menu.open = false
})

function step(button: HTMLElement) {
  const input = button.parentElement!.querySelector('input')!
  input.value = String(Math.min(99, Math.max(1, Number(input.value) + Number(button.dataset['step']))))
}

document.addEventListener('change', event => {
  const field = event.target as HTMLInputElement
  if (field.hasAttribute('data-submits')) field.form?.requestSubmit()
  const amount = field.dataset['price'] && field.form?.querySelector('[data-amount]')
  if (amount) amount.textContent = field.dataset['price']!
})

const asking = document.querySelector<HTMLElement>('[data-asking]')!
const ask = () => {
  asking.hidden = false
  asking.querySelector('button')?.focus({ preventScroll: true })
}
if (asking.dataset['asking'] === 'now') asking.hidden = false
for (const again of document.querySelectorAll<HTMLElement>('[data-ask]')) again.hidden = false

/** The wording goes with the answer: it is the proof of what was asked. */
function answerAsked(isYes: boolean) {
  asking.hidden = true
  page.suki.push(['consent', isYes, { wording_version: asking.dataset['wording'], language: asking.dataset['language'], wording: asking.querySelector('p')!.firstChild!.textContent!.trim(), method: 'banner' }])
  hears.hidden = !isYes
}

/** The drawer that shows what leaves the page for Suki. */
const hears = document.querySelector<HTMLDetailsElement>('.hears')!
const list = hears.querySelector('ol')!
const count = hears.querySelector('[data-heard]')!
/** By the id of the message: what is sent again is heard once. */
const heard = new Map(JSON.parse(sessionStorage.getItem('demo_heard') ?? '[]') as [string, string][])
const names: Record<string, string> = { page: 'Page Viewed', identify: 'Identified' }

function draw() {
  count.textContent = String(heard.size)
  list.replaceChildren(...[...heard.values()].slice(-40).toReversed().map(text => Object.assign(document.createElement('li'), { textContent: text })))
}

const send = window.fetch
window.fetch = (...args) => {
  const [address, init] = args
  if (String(address).endsWith('/v1/batch') && typeof init?.body === 'string') {
    const { batch } = JSON.parse(init.body) as { batch: { messageId: string; type: string; event?: string; name?: string }[] }
    for (const { messageId, type, event, name } of batch) heard.set(messageId, event ?? [names[type] ?? type, name].filter(Boolean).join(': '))
    sessionStorage.setItem('demo_heard', JSON.stringify([...heard].slice(-200)))
    draw()
  }
  return send(...args)
}
hears.hidden = !document.cookie.includes('suki_consent=yes')
draw()

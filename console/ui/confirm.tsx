import { Button, Modal, TextInput } from '@mantine/core'
import { useState, useSyncExternalStore } from 'react'
import { useText } from './text.ts'

type Question = { title: string; text?: string; name: string; action: string; answer: (yes: boolean) => void }

let question: Question | undefined
const hearers = new Set<() => void>()
const ask = (next: Question | undefined) => {
  question = next
  for (const hear of hearers) hear()
}

/** For what cannot be undone: asks to type the name. Resolves to whether the person did. */
export const confirmByName = (wish: Omit<Question, 'answer'>): Promise<boolean> => new Promise(answer => ask({ ...wish, answer }))

/** Where the question appears; drawn once by the shell. */
export function ConfirmHost() {
  const open = useSyncExternalStore(hear => (hearers.add(hear), () => void hearers.delete(hear)), () => question)
  return open ? <Ask key={open.title + open.name} {...open} /> : null
}

function Ask({ title, text, name, action, answer }: Question) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const close = (yes: boolean) => {
    ask(undefined)
    answer(yes)
  }
  const isRight = typed.trim() === name.trim()
  return (
    <Modal opened onClose={() => close(false)} title={title} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={event => { event.preventDefault(); if (isRight) close(true) }}>
        {text && <p style={{ color: 'var(--ink-2)', marginBottom: 14 }}>{text}</p>}
        <TextInput data-autofocus label={t('ui.confirm.type', { name })} value={typed} onChange={event => setTyped(event.currentTarget.value)} autoComplete="off" />
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 18 }}>
          <Button onClick={() => close(false)}>{t('ui.cancel')}</Button>
          <Button type="submit" variant="filled" color="red" disabled={!isRight}>{action}</Button>
        </div>
      </form>
    </Modal>
  )
}

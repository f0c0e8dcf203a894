import { Button, Modal, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { ApiProblem } from '../api.ts'
import { refusalText } from '../signin/problems.ts'
import { useText } from '../ui/text.ts'

type Props = { title: string; text: string; action: string; busy: boolean; problem: ApiProblem | null; onClose: () => void; onPassword: (password: string) => void }

/** Asks who it is once more before something that guards the account changes. */
export function AskPassword({ title, text, action, busy, problem, onClose, onPassword }: Props) {
  const t = useText()
  const [password, setPassword] = useState('')
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={event => { event.preventDefault(); onPassword(password) }}>
        <p style={{ color: 'var(--ink-2)', marginBottom: 14 }}>{text}</p>
        <PasswordInput withAsterisk={false} data-autofocus label={t('account.password.yours')} name="current-password" autoComplete="current-password" required value={password} onChange={event => setPassword(event.currentTarget.value)} error={problem && refusalText(t, problem)} visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }} />
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 18 }}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" variant="filled" loading={busy} disabled={!password}>{action}</Button>
        </div>
      </form>
    </Modal>
  )
}

import { Button, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { changePassword, mySessions } from '../../contracts/account.ts'
import { useChange } from '../api.ts'
import { NewPassword } from '../signin/new-password.tsx'
import { refusalText } from '../signin/problems.ts'
import { Card } from '../ui/card.tsx'
import { useText } from '../ui/text.ts'
import { toast } from '../ui/toast.tsx'
import css from './account.module.css'

export function PasswordCard({ email }: { email: string }) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useChange(changePassword, { quiet: true, done: [mySessions] })
  const close = () => {
    setOpen(false)
    setCurrent('')
    setPassword('')
    change.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { current, password } }, { onSuccess: () => { close(); toast.done(t('account.password.changed')) } })
  }
  return (
    <Card title={t('account.password.title')} actions={!open && <Button size="compact-sm" onClick={() => setOpen(true)}>{t('account.password.change')}</Button>}>
      {!open ? <p className={css.small}>{t('account.password.text')}</p> : (
        <form className={css.form} onSubmit={submit}>
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <PasswordInput withAsterisk={false} label={t('account.password.current')} name="current-password" autoComplete="current-password" required autoFocus value={current} onChange={event => setCurrent(event.currentTarget.value)} error={change.error && refusalText(t, change.error)} visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }} />
          <NewPassword label={t('account.password.new')} value={password} onChange={setPassword} />
          <div className={css.end}><Button type="submit" variant="filled" loading={change.isPending}>{t('account.password.change')}</Button><Button onClick={close}>{t('ui.cancel')}</Button></div>
        </form>
      )}
    </Card>
  )
}

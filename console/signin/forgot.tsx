import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { forgotPassword } from '../../contracts/signin.ts'
import { useChange } from '../api.ts'
import { Link } from '../ui/link.tsx'
import { useText } from '../ui/text.ts'
import { Door } from './door/door.tsx'

/** Asks for a link. What it says afterwards is the same for everybody. */
export function ForgotPage() {
  const t = useText()
  const [email, setEmail] = useState('')
  const change = useChange(forgotPassword, { quiet: true })
  const back = <Link to="/sign-in" className="textlink">{t('signin.forgot.back')}</Link>
  if (change.isSuccess) return <Door title={t('signin.forgot.sentTitle')} text={t('signin.forgot.sentText', { email })} foot={back} />
  return (
    <Door title={t('signin.forgot.title')} text={t('signin.forgot.text')} problem={change.error} foot={back}>
      <form onSubmit={event => { event.preventDefault(); change.mutate({ body: { email } }) }}>
        <TextInput withAsterisk={false} label={t('signin.email')} type="email" name="email" autoComplete="username" required autoFocus value={email} onChange={event => setEmail(event.currentTarget.value)} />
        <Button type="submit" variant="filled" size="md" loading={change.isPending}>{t('signin.forgot.submit')}</Button>
      </form>
    </Door>
  )
}

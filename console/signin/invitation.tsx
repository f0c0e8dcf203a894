import { Button, TextInput } from '@mantine/core'
import { useEffect, useState, type FormEvent } from 'react'
import { acceptInvitation, openInvitation } from '../../contracts/signin.ts'
import { speak } from '../../languages/index.ts'
import { useChange } from '../api.ts'
import { roleNames } from '../shell/rail.tsx'
import { Link } from '../ui/link.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useLanguage, useText } from '../ui/text.ts'
import { Door } from './door/door.tsx'
import { enter, ownTimeZone, tokenOfLink } from './enter.ts'
import { NewPassword } from './new-password.tsx'

/** Accepting an invitation: a name, a password, and in. */
export function InvitationPage() {
  const t = useText()
  const language = useLanguage()
  const [token] = useState(tokenOfLink)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const look = useChange(openInvitation, { quiet: true })
  const accept = useChange(acceptInvitation, { quiet: true })
  const { mutate: open } = look
  useEffect(() => open({ body: { token } }, { onSuccess: ({ language: own }) => void speak(own) }), [open, token])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    accept.mutate({ body: { token, name, password, language, timeZone: ownTimeZone() } }, { onSuccess: () => enter('/') })
  }
  if (look.error) return <Door title={t('signin.invitation.deadTitle')} text={t('signin.problem.invitationOver')} foot={<Link to="/sign-in" className="textlink">{t('signin.forgot.back')}</Link>} />
  if (!look.data) return <Door title=" "><Skeleton shape="text" rows={4} /></Door>
  const { invitedBy, role, email } = look.data
  return (
    <Door title={t('signin.invitation.title', { inviter: invitedBy })} text={t('signin.invitation.text', { role: t(roleNames[role]!), email })} problem={accept.error}>
      <form onSubmit={submit}>
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <TextInput withAsterisk={false} label={t('signin.name')} name="name" autoComplete="name" required maxLength={100} autoFocus value={name} onChange={event => setName(event.currentTarget.value)} />
        <NewPassword value={password} onChange={setPassword} error={accept.error?.byField()['password']} />
        <Button type="submit" variant="filled" size="md" loading={accept.isPending}>{t('signin.invitation.submit')}</Button>
      </form>
    </Door>
  )
}

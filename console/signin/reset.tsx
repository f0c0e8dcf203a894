import { Button } from '@mantine/core'
import { useState } from 'react'
import { resetPassword } from '../../contracts/signin.ts'
import { useChange } from '../api.ts'
import { Link } from '../ui/link.tsx'
import { useText } from '../ui/text.ts'
import { Door } from './door/door.tsx'
import { tokenOfLink } from './enter.ts'
import { NewPassword } from './new-password.tsx'

/** A new password, with the link of the mail. */
export function ResetPage() {
  const t = useText()
  const [token] = useState(tokenOfLink)
  const [password, setPassword] = useState('')
  const change = useChange(resetPassword, { quiet: true })
  if (change.isSuccess) return <Door title={t('signin.reset.doneTitle')} text={t('signin.reset.doneText')} foot={<Link to="/sign-in" className="textlink">{t('signin.reset.toSignIn')}</Link>} />
  if (token.length < 16 || change.error?.code === 'auth.link_used_up') {
    return <Door title={t('signin.reset.deadTitle')} text={t('signin.problem.linkUsedUp')} foot={<Link to="/forgot" className="textlink">{t('signin.reset.newLink')}</Link>} />
  }
  return (
    <Door title={t('signin.reset.title')} text={t('signin.reset.text')} problem={change.error}>
      <form onSubmit={event => { event.preventDefault(); change.mutate({ body: { token, password } }) }}>
        <NewPassword label={t('signin.reset.label')} value={password} onChange={setPassword} autoFocus error={change.error?.byField()['password']} />
        <Button type="submit" variant="filled" size="md" loading={change.isPending}>{t('signin.reset.submit')}</Button>
      </form>
    </Door>
  )
}

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useEffect, useState, type FormEvent } from 'react'
import { z } from 'zod'
import { passkeyChallenge, setupState, signIn, signInWithCode, signInWithPasskey, signInWithRecoveryCode } from '../../contracts/signin.ts'
import { call, useCall, useChange, type ApiProblem } from '../api.ts'
import { Link, useGo, useSearchState } from '../ui/link.tsx'
import { useText } from '../ui/text.ts'
import { Door } from './door/door.tsx'
import css from './door/door.module.css'
import { askPasskey, canUsePasskeys } from './passkey.ts'
import { enter } from './enter.ts'

const Search = z.object({ to: z.string().default('/') })
type Stage = 'password' | 'code' | 'recovery'

/** E-mail and password, then the second factor where there is one; or a passkey. */
export function SignInPage() {
  const go = useGo()
  const [{ to }] = useSearchState(Search)
  const [stage, setStage] = useState<Stage>('password')
  const { data: setup } = useCall(setupState, {})
  useEffect(() => {
    if (setup?.needed) go('/set-up', { replace: true })
  }, [setup?.needed, go])
  const next = ({ next: step }: { next: 'done' | 'code' }) => (step === 'code' ? setStage('code') : enter(to))
  if (stage === 'password') return <WithPassword next={next} />
  return <SecondStep key={stage} stage={stage} next={next} change={setStage} />
}

type Next = (step: { next: 'done' | 'code' }) => void

function WithPassword({ next }: { next: Next }) {
  const t = useText()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const change = useChange(signIn, { quiet: true })
  const passkey = usePasskey(next)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { email, password } }, { onSuccess: next })
  }
  return (
    <Door title={t('signin.signIn.title')} text={t('signin.signIn.text')} problem={change.error ?? passkey.problem}>
      <form onSubmit={submit}>
        <TextInput withAsterisk={false} label={t('signin.email')} type="email" name="email" autoComplete="username webauthn" required autoFocus value={email} onChange={event => setEmail(event.currentTarget.value)} />
        <PasswordInput withAsterisk={false} label={t('signin.password')} name="password" autoComplete="current-password" required value={password} onChange={event => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }} />
        <Button type="submit" variant="filled" size="md" loading={change.isPending}>{t('signin.signIn.submit')}</Button>
        <Link to="/forgot" className="textlink" style={{ justifySelf: 'start' }}>{t('signin.signIn.forgot')}</Link>
      </form>
      {canUsePasskeys() && (
        <>
          <div className={css.or}>{t('signin.signIn.or')}</div>
          <Button fullWidth size="md" leftSection={<IconFingerprint size={18} stroke={1.8} />} onClick={() => void passkey.ask()} loading={passkey.asking}>{t('signin.signIn.passkey')}</Button>
        </>
      )}
    </Door>
  )
}

function usePasskey(next: Next) {
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const ask = async () => {
    setAsking(true)
    setProblem(null)
    try {
      const response = await askPasskey(await call(passkeyChallenge, {}))
      if (response) next(await call(signInWithPasskey, { body: { response } }))
    } catch (error) {
      setProblem(error as ApiProblem)
    }
    setAsking(false)
  }
  return { asking, problem, ask }
}

function SecondStep({ stage, next, change }: { stage: 'code' | 'recovery'; next: Next; change: (stage: Stage) => void }) {
  const t = useText()
  const [code, setCode] = useState('')
  const withApp = useChange(signInWithCode, { quiet: true })
  const withRecovery = useChange(signInWithRecoveryCode, { quiet: true })
  const isApp = stage === 'code'
  const { error, isPending } = isApp ? withApp : withRecovery
  const send = (value: string) => (isApp ? withApp : withRecovery).mutate({ body: { code: value } }, { onSuccess: next, onError: () => setCode('') })
  const type = (value: string) => {
    const clean = isApp ? value.replace(/\D/g, '').slice(0, 6) : value
    setCode(clean)
    if (isApp && clean.length === 6 && code.length < 6) send(clean)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send(code)
  }
  return (
    <Door title={isApp ? t('signin.code.title') : t('signin.recovery.title')} text={isApp ? t('signin.code.text') : t('signin.recovery.text')} problem={error} foot={<Others isApp={isApp} change={change} />}>
      <form onSubmit={submit}>
        <TextInput withAsterisk={false} className={isApp ? css.code : undefined} label={isApp ? t('signin.code.label') : t('signin.recovery.label')} name="code" autoComplete="one-time-code" inputMode={isApp ? 'numeric' : 'text'} required autoFocus value={code} onChange={event => type(event.currentTarget.value)} />
        <Button type="submit" variant="filled" size="md" loading={isPending} disabled={isApp && code.length < 6}>{t('signin.continue')}</Button>
      </form>
    </Door>
  )
}

function Others({ isApp, change }: { isApp: boolean; change: (stage: Stage) => void }) {
  const t = useText()
  return (
    <>
      <button type="button" className="plain textlink" onClick={() => change(isApp ? 'recovery' : 'code')}>{isApp ? t('signin.code.useRecovery') : t('signin.recovery.useCode')}</button>
      <button type="button" className="plain textlink" onClick={() => change('password')}>{t('signin.startOver')}</button>
    </>
  )
}

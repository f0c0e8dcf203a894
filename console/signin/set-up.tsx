import { Button, Select, TextInput } from '@mantine/core'
import { useEffect, useState, type FormEvent } from 'react'
import { languages, type Language } from '../../contracts/shapes.ts'
import { setUp, setupState } from '../../contracts/signin.ts'
import { languageNames, speak } from '../../languages/index.ts'
import { useCall, useChange } from '../api.ts'
import { useGo } from '../ui/link.tsx'
import { useLanguage, useText } from '../ui/text.ts'
import { Door } from './door/door.tsx'
import { enter, ownTimeZone } from './enter.ts'
import { NewPassword } from './new-password.tsx'
import { TimeZoneSelect } from './time-zone.tsx'

/** The first run: the owner, then how they like it. */
export function SetUpPage() {
  const t = useText()
  const go = useGo()
  const language = useLanguage()
  const [step, setStep] = useState(1)
  const [person, setPerson] = useState({ name: '', email: '', password: '' })
  const [timeZone, setTimeZone] = useState(ownTimeZone)
  const { data: setup } = useCall(setupState, {})
  const change = useChange(setUp, { quiet: true })
  useEffect(() => {
    if (setup && !setup.needed) go('/sign-in', { replace: true })
  }, [setup, go])
  const set = (field: keyof typeof person) => (value: string) => setPerson(now => ({ ...now, [field]: value }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (step === 1) return setStep(2)
    return change.mutate({ body: { ...person, language, timeZone } }, { onSuccess: () => enter('/'), onError: problem => problem.fields.length && setStep(1) })
  }
  const errors = change.error?.byField() ?? {}
  return (
    <Door title={step === 1 ? t('signin.setUp.title') : t('signin.setUp.whereTitle')} text={step === 1 ? t('signin.setUp.text') : t('signin.setUp.whereText')} problem={change.error} asksLanguage={step === 2} foot={<span className="muted">{t('signin.setUp.step', { step })}</span>}>
      <form onSubmit={submit}>
        {step === 1 ? (
          <>
            <TextInput withAsterisk={false} label={t('signin.name')} name="name" autoComplete="name" required maxLength={100} autoFocus value={person.name} error={errors['name']} onChange={event => set('name')(event.currentTarget.value)} />
            <TextInput withAsterisk={false} label={t('signin.email')} type="email" name="email" autoComplete="username" required value={person.email} error={errors['email']} onChange={event => set('email')(event.currentTarget.value)} />
            <NewPassword value={person.password} onChange={set('password')} error={errors['password']} />
            <Button type="submit" variant="filled" size="md">{t('signin.continue')}</Button>
          </>
        ) : (
          <>
            <Select label={t('signin.language')} allowDeselect={false} value={language} onChange={value => void speak(value as Language)} data={languages.map(value => ({ value, label: languageNames[value] }))} />
            <TimeZoneSelect value={timeZone} onChange={setTimeZone} />
            <div className="row">
              <Button onClick={() => setStep(1)} size="md">{t('signin.back')}</Button>
              <Button type="submit" variant="filled" size="md" className="push" loading={change.isPending}>{t('signin.setUp.submit')}</Button>
            </div>
          </>
        )}
      </form>
    </Door>
  )
}

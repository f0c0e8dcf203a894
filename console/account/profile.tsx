import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { editMe, me as meRoute, type Me } from '../../contracts/account.ts'
import { languages, type Language } from '../../contracts/shapes.ts'
import { languageNames } from '../../languages/index.ts'
import { useChange } from '../api.ts'
import { changeSettings } from '../session.tsx'
import { TimeZoneSelect } from '../signin/time-zone.tsx'
import { Card } from '../ui/card.tsx'
import { useText } from '../ui/text.ts'
import { toast } from '../ui/toast.tsx'
import css from './account.module.css'

const themes: Record<Me['theme'], string> = { system: 'account.theme.system', light: 'account.theme.light', dark: 'account.theme.dark' }

/** Name, language, time zone, colours. Language and colours change at once; they are easy to change back. */
export function ProfileCard({ me }: { me: Me }) {
  const t = useText()
  const [name, setName] = useState(me.name)
  const change = useChange(editMe, { done: [meRoute] })
  const save = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { name } }, { onSuccess: () => toast.done(t('account.saved')) })
  }
  const saveZone = (timeZone: string) => change.mutate({ body: { timeZone } }, { onSuccess: () => toast.done(t('account.saved')) })
  return (
    <Card title={t('account.profile.title')}>
      <form className={css.form} onSubmit={save}>
        <div className="row" style={{ alignItems: 'flex-end' }}>
          <TextInput withAsterisk={false} className="push" label={t('account.profile.name')} name="name" autoComplete="name" required maxLength={100} value={name} onChange={event => setName(event.currentTarget.value)} />
          {name.trim() !== me.name && name.trim() !== '' && <Button type="submit" variant="filled" loading={change.isPending}>{t('ui.save')}</Button>}
        </div>
        <Select label={t('account.profile.language')} allowDeselect={false} value={me.language} onChange={value => void changeSettings({ language: value as Language })} data={languages.map(value => ({ value, label: languageNames[value] }))} />
        <TimeZoneSelect value={me.timeZone} onChange={saveZone} />
        <div>
          <div id="theme-label" style={{ fontWeight: 550, fontSize: 13, marginBottom: 4 }}>{t('account.profile.theme')}</div>
          <SegmentedControl fullWidth aria-labelledby="theme-label" value={me.theme} onChange={value => void changeSettings({ theme: value as Me['theme'] })} data={(Object.keys(themes) as Me['theme'][]).map(value => ({ value, label: t(themes[value]) }))} />
        </div>
      </form>
    </Card>
  )
}

import { Select } from '@mantine/core'
import type { ImportPreview, ImportSettings } from '../../contracts/imports.ts'
import { Card, useText } from '../ui/index.ts'
import css from './imports.module.css'

type Props = { preview: ImportPreview; correct: (settings: Partial<ImportSettings>) => void }

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') }))

/** How the file is written: detected, and to be corrected. */
export function FileSettings({ preview: { settings, import: { kind } }, correct }: Props) {
  const t = useText()
  const choice = <K extends keyof ImportSettings>(name: K, label: string, data: { value: string; label: string }[], searchable = false) => (
    <Select label={label} data={data} value={settings[name]} onChange={value => value && value !== settings[name] && correct({ [name]: value })} allowDeselect={false} searchable={searchable} size="xs" limit={80} />
  )
  return (
    <Card title={t('imports.settings')} note={t('imports.settingsNote')}>
      <div className={css.settings}>
        {choice('encoding', t('imports.setting.encoding'), ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'].map(value => ({ value, label: value.toUpperCase().replace('WINDOWS', 'Windows') })))}
        {choice('separator', t('imports.setting.separator'), [{ value: ',', label: t('imports.sign.comma') }, { value: ';', label: t('imports.sign.semicolon') }, { value: '\t', label: t('imports.sign.tab') }, { value: '|', label: t('imports.sign.pipe') }])}
        {choice('quote', t('imports.setting.quote'), [{ value: '"', label: '"' }, { value: "'", label: "'" }, { value: 'none', label: t('imports.sign.none') }])}
        {choice('decimal', t('imports.setting.decimal'), [{ value: '.', label: '1,234.56' }, { value: ',', label: '1.234,56' }])}
        {choice('dates', t('imports.setting.dates'), [{ value: 'dmy', label: t('imports.sign.dmy') }, { value: 'mdy', label: t('imports.sign.mdy') }])}
        {choice('timeZone', t('imports.setting.timeZone'), zones, true)}
        {kind === 'order-lines' && choice('letters', t('imports.setting.letters'), [{ value: 'meaning', label: t('imports.sign.meaning') }, { value: 'plain', label: t('imports.sign.plain') }])}
      </div>
    </Card>
  )
}

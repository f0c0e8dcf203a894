import { Button, SegmentedControl } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import type { Source } from '../../contracts/sources.ts'
import { Card, Copyable, toast, useText } from '../ui/index.ts'
import { copyable } from '../ui/copyable.tsx'
import css from './sources.module.css'
import { platformName, platformsOf, snippetOf, type Platform } from './snippets.ts'

/** The write key, and what to paste for each platform. */
export function Connect({ source, isNew = false }: { source: Source; isNew?: boolean }) {
  const t = useText()
  const choices = platformsOf[source.kind]
  const [platform, setPlatform] = useState<Platform>(choices[0]!)
  const snippet = snippetOf(source, platform, location.origin)
  const copy = () => void copyable(snippet).then(() => toast.done(t('ui.copied')))
  return (
    <Card title={isNew ? t('sources.connectFirst') : t('sources.connect')} className={css.connect!}>
      {isNew && <p className={css.lead}>{t('sources.connectFirstText')}</p>}
      <h3>{t('sources.key')}</h3>
      <Copyable text={source.writeKey}><code className={css.key}>{source.writeKey}</code></Copyable>
      <h3>{platform === 'script' ? t('sources.paste') : t('sources.send')}</h3>
      <SegmentedControl size="xs" aria-label={t('sources.platform')} className={css.platforms!} value={platform} onChange={value => setPlatform(value as Platform)} data={choices.map(value => ({ value, label: platformName(value) }))} />
      <pre className={css.snippet} tabIndex={0}>{snippet}</pre>
      <Button size="xs" mt={8} leftSection={<IconCopy size={14} />} onClick={copy}>{t('sources.copySnippet')}</Button>
      <p className="muted">{source.disabledAt ? t('sources.offText') : source.kind === 'shop_floor' ? t('sources.tillText') : t('sources.segmentText')}</p>
    </Card>
  )
}

import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { createTemplate, listStarters, listTemplates, previewStarter, type Starter } from '../../contracts/template-routes.ts'
import { useCall, useChange } from '../api.ts'
import { SidePanel, Skeleton, Tag, useGo, useLanguage, useText } from '../ui/index.ts'
import { MailFrame } from './frame.tsx'
import css from './templates.module.css'
import { kindNames } from './words.ts'

/** What to begin with, each drawn as its reader would see it. */
export function Gallery({ storeId, onClose }: { storeId: string; onClose: () => void }) {
  const t = useText()
  const language = useLanguage()
  const go = useGo()
  const { data } = useCall(listStarters, {}, { staleTime: Infinity })
  const create = useChange(createTemplate, { done: [listTemplates] })
  const begin = async ({ id, names }: Starter) => {
    const made = await create.mutateAsync({ body: { name: names[language], storeId, starter: id, mainLanguage: language } }).catch(() => undefined)
    if (made) go(`/templates/${made.id}`)
  }
  return (
    <SidePanel title={t('templates.gallery.title')} onClose={onClose}>
      <p style={{ color: 'var(--ink-2)', marginBottom: 14 }}>{t('templates.gallery.text')}</p>
      {data ? <div className={css.gallery}>{data.items.map(starter => <StarterCard key={starter.id} starter={starter} storeId={storeId} isBusy={create.isPending} onBegin={() => void begin(starter)} />)}</div> : <Skeleton shape="text" rows={8} />}
    </SidePanel>
  )
}

function StarterCard({ starter, storeId, isBusy, onBegin }: { starter: Starter; storeId: string; isBusy: boolean; onBegin: () => void }) {
  const t = useText()
  const language = useLanguage()
  const { ref, width } = useElementSize()
  const { data } = useCall(previewStarter, { params: { starter: starter.id }, query: { language, store: storeId } }, { staleTime: 300_000 })
  const name = starter.names[language]
  return (
    <article className={css.starter}>
      <div ref={ref} className={css.starterPicture} aria-hidden>{data && width > 0 ? <MailFrame html={data.html} title={name} width={600} height={720} scale={width / 600} /> : <Skeleton shape="text" rows={6} />}</div>
      <div className={css.starterText}>
        <div className="row" style={{ gap: 6 }}><h3 className="push">{name}</h3>{starter.kind === 'transactional' && <Tag>{t(kindNames.transactional)}</Tag>}</div>
        <p className="muted">{starter.about[language]}</p>
        <Button fullWidth disabled={isBusy} onClick={onBegin}>{t('templates.gallery.begin')}<span className="hidden-visually">: {name}</span></Button>
      </div>
    </article>
  )
}

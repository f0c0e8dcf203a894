import { SegmentedControl } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { previewVersion } from '../../../contracts/template-routes.ts'
import type { Campaign } from '../../../contracts/campaigns.ts'
import { useCall } from '../../api.ts'
import { MailFrame } from '../../templates/frame.tsx'
import { useFormat, useLanguage, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import type { Followed } from './tables.tsx'

/** The mail as an example reader gets it, each link with how many people followed it. */
export function LinkMap({ campaign, links }: { campaign: Campaign; links: Followed[] }) {
  const t = useText()
  const format = useFormat()
  const language = useLanguage()
  const { ref, width } = useElementSize()
  const variants = Object.entries(campaign.variants).filter(([, variant]) => variant?.versionId)
  const [letter, setLetter] = useState(campaign.winner ?? variants[0]?.[0])
  const variant = variants.find(([of]) => of === letter)?.[1]
  const { data } = useCall(previewVersion, { params: { templateId: variant?.templateId ?? '', versionId: variant?.versionId ?? '' }, query: { language } }, { enabled: variant !== undefined, keep: true, staleTime: Infinity })
  const isOne = new Set(variants.map(([, of]) => of!.versionId)).size === 1
  const html = useMemo(() => data && marked(data.rendered.html, links, isOne, people => ({ short: format.number(people), long: t('campaigns.links.people', { count: people }) })), [data, links, isOne, format, t])
  const scale = Math.min(0.8, width / 600)
  return (
    <div ref={ref} className={css.linkMap}>
      {variants.length > 1 && !isOne && <SegmentedControl size="xs" aria-label={t('campaigns.variants.variant')} data={variants.map(([of]) => of)} value={letter ?? ''} onChange={setLetter} />}
      {html && width > 0 && <MailFrame live html={html} title={t('campaigns.links.onMail')} width={600} scale={scale} height={Math.round(560 / scale)} />}
    </div>
  )
}

type Words = { short: string; long: string }

/** `byPlace`: where an address differs by reader, its place in the mail tells which it is. */
function marked(html: string, links: Followed[], byPlace: boolean, say: (people: number) => Words): string {
  const mail = new DOMParser().parseFromString(html, 'text/html')
  const anchors = [...mail.querySelectorAll<HTMLAnchorElement>('a[href^="http"]')]
  const places = [...new Set(anchors.map(anchor => anchor.getAttribute('href')!))]
  for (const anchor of anchors) {
    const url = anchor.getAttribute('href')!
    const same = links.filter(link => link.url === url)
    const of = same.length || !byPlace ? same : links.filter(link => link.index === places.indexOf(url) && !places.includes(link.url))
    const people = of.reduce((sum, link) => sum + link.people, 0)
    const { short, long } = say(people)
    const badge = mail.createElement('span')
    badge.textContent = short
    badge.title = long
    badge.style.cssText = `display:inline-block;margin-left:5px;padding:0 7px;border-radius:9px;font:600 12px/18px system-ui,sans-serif;vertical-align:middle;text-decoration:none;color:#fff;background:${people ? '#0b6b57' : '#6b6f6a'}`
    if (people) anchor.style.outline = '2px solid #0b6b57'
    anchor.append(badge)
  }
  return `<!doctype html>${mail.documentElement.outerHTML}`
}

import { useState, type ComponentType, type ReactNode } from 'react'
import { useFormat } from './format.ts'
import { IconTag, type Tone } from './tag.tsx'
import css from './ui.module.css'
import { useText } from './text.ts'

export type TimelineEvent = { id: string; at: string; icon: ComponentType<{ size?: number; stroke?: number }>; tone?: Tone; title: ReactNode; text?: ReactNode; children?: ReactNode }

/** What happened, newest first, under the days it happened on. */
export function Timeline({ events }: { events: TimelineEvent[] }) {
  const format = useFormat()
  const t = useText()
  const [today] = useState(() => format.date(new Date().toISOString()))
  const days = [...Map.groupBy(events, event => format.date(event.at))]
  return days.map(([day, own]) => (
    <section key={day} aria-label={day}>
      <h3 className={css.day}>{day === today ? t('ui.today') : day}</h3>
      <ol className={css.timeline}>
        {own.map(({ id, at, icon: Icon, tone, title, text, children }) => (
          <li key={id} className={css.event}>
            <IconTag tone={tone ?? 'plain'}><Icon size={17} stroke={1.8} /></IconTag>
            <div className={css.eventBody}>
              <div className={css.eventTitle}>{title}</div>
              {text && <div className={css.eventText}>{text}</div>}
              {children}
            </div>
            <time className={`${css.eventWhen} num`} dateTime={at} title={format.dateTime(at)}>{format.time(at)}</time>
          </li>
        ))}
      </ol>
    </section>
  ))
}

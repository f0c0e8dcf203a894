import css from './ui.module.css'

export type Shape = 'text' | 'kpi' | 'chart' | 'table' | 'facts' | 'page' | 'list'

const Bone = ({ w = '100%', h = 14 }: { w?: number | string; h?: number }) => <div className={css.bone} style={{ width: w, height: h }} />
const widths = ['70%', '85%', '60%', '78%', '66%', '90%', '55%', '74%']

/** The shape of what comes, so that nothing jumps when it does. */
export function Skeleton({ shape, rows = 6 }: { shape: Shape; rows?: number }) {
  return <div aria-hidden data-skeleton={shape}>{drawn(shape, rows)}</div>
}

function drawn(shape: Shape, rows: number) {
  const each = (draw: (width: string, i: number) => React.ReactNode) => <div className={css.bones}>{Array.from({ length: rows }, (_, i) => draw(widths[i % widths.length]!, i))}</div>
  if (shape === 'text') return each((w, i) => <Bone key={i} w={w} />)
  if (shape === 'kpi') return <div className={css.card}><div className={css.bones}><Bone w="46%" /><Bone w="64%" h={28} /><Bone w="30%" h={12} /></div></div>
  if (shape === 'chart') return <Bone h={230} />
  if (shape === 'facts') return each((w, i) => <div key={i} className={css.bonesRow}><Bone w="34%" /><Bone w={w} /></div>)
  if (shape === 'list') return each((w, i) => <div key={i} className={css.bonesRow}><Bone w={28} h={28} /><div style={{ flex: 1 }}><Bone w={w} /></div><Bone w={60} /></div>)
  if (shape === 'table') return each((w, i) => <div key={i} className={css.bonesRow} style={{ height: 32 }}><Bone w="28%" /><Bone w="18%" /><div style={{ flex: 1 }}><Bone w={w} /></div><Bone w="12%" /></div>)
  return <div className={css.bones} style={{ gap: 18, paddingTop: 10 }}><Bone w={240} h={26} /><Bone w={380} /><div className={css.card}>{drawn('table', rows)}</div></div>
}

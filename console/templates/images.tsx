import { Button, FileButton, Modal, TextInput } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { addImage, listImages } from '../../contracts/template-routes.ts'
import type { TemplateImage } from '../../contracts/templates.ts'
import { addressOf, ApiProblem, queries, useList } from '../api.ts'
import { Problem, Skeleton, useText } from '../ui/index.ts'
import css from './templates.module.css'

type Props = { storeId: string; onChoose: (image: TemplateImage) => void; onClose: () => void }

/** The images of a store: chosen with a click, added with words for who does not see them. */
export function ImageLibrary({ storeId, onChoose, onClose }: Props) {
  const t = useText()
  const list = useList(listImages, { query: { store: storeId } })
  const [file, setFile] = useState<File | null>(null)
  return (
    <Modal opened onClose={onClose} title={t('templates.image.library')} size="lg" closeButtonProps={{ 'aria-label': t('ui.close') }}>
      {file ? <Upload file={file} storeId={storeId} onDone={onChoose} onCancel={() => setFile(null)} /> : (
        <>
          <div className="row" style={{ marginBottom: 14 }}><p className="push muted">{t('templates.image.what')}</p><FileButton accept="image/png,image/jpeg,image/gif,image/webp" onChange={setFile}>{props => <Button {...props} variant="filled" leftSection={<IconUpload size={16} />}>{t('templates.image.add')}</Button>}</FileButton></div>
          {list.loading && <Skeleton shape="text" rows={4} />}
          {list.problem && <Problem error={list.problem} retry={list.refresh} />}
          <div className={css.pictures}>{list.rows.map(image => <button key={image.id} type="button" className={css.picture} onClick={() => onChoose(image)} title={image.fileName}><img src={image.url} alt={image.alt} loading="lazy" /></button>)}</div>
          {!list.loading && list.rows.length === 0 && <p className="muted">{t('templates.image.noneYet')}</p>}
          {list.more && <Button fullWidth onClick={list.loadMore}>{t('templates.versions.more')}</Button>}
        </>
      )}
    </Modal>
  )
}

function Upload({ file, storeId, onDone, onCancel }: { file: File; storeId: string; onDone: (image: TemplateImage) => void; onCancel: () => void }) {
  const t = useText()
  const [alt, setAlt] = useState('')
  const [problem, setProblem] = useState<ApiProblem>()
  const [isBusy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    const answer = await fetch(addressOf(addImage, { query: { store: storeId, fileName: file.name, alt } }), { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file }).catch(() => undefined)
    const body = (await answer?.json().catch(() => undefined)) as TemplateImage | undefined
    setBusy(false)
    if (!answer?.ok || !body) return setProblem(new ApiProblem({ ...(body as object | undefined), status: answer?.status ?? 0 }))
    await queries.invalidateQueries({ queryKey: [listImages.path] })
    onDone(body)
  }
  return (
    <form className={css.form} onSubmit={event => { event.preventDefault(); void send() }}>
      <p className="clip">{file.name}</p>
      <TextInput required data-autofocus label={t('templates.image.alt')} description={t('templates.image.altHelp')} value={alt} onChange={event => setAlt(event.currentTarget.value)} />
      {problem && <Problem error={problem} />}
      <div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={onCancel}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={isBusy} disabled={!alt.trim()}>{t('templates.image.add')}</Button></div>
    </form>
  )
}

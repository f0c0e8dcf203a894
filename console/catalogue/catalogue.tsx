import { Page } from '../ui/index.ts'

/** Every part of the kit on one page, for looking at and for the screenshots that guard it. */
export function CataloguePage() {
  return <Page title="ui">{null}</Page>
}

import type { BlockType, CheckCode, productSources, TemplateKind } from '../../contracts/templates.ts'

export const kindNames: Record<TemplateKind, string> = { campaign: 'templates.kind.campaign', transactional: 'templates.kind.transactional' }
export const blockNames: Record<BlockType, string> = {
  text: 'templates.block.text', image: 'templates.block.image', button: 'templates.block.button', products: 'templates.block.products', divider: 'templates.block.divider',
  spacer: 'templates.block.spacer', logo: 'templates.block.logo', social: 'templates.block.social', footer: 'templates.block.footer',
}
export const productSourceNames: Record<(typeof productSources)[number], string> = {
  chosen: 'templates.products.chosen', for_you: 'templates.products.forYou', seen: 'templates.products.seen', together: 'templates.products.together', favourites: 'templates.products.favourites', best: 'templates.products.best', viewed: 'templates.products.viewed', cart: 'templates.products.cart', order: 'templates.products.order',
}

/** What a check found, as a sentence; the sentences fill in `subject` and `value`. */
export const checkTexts: Record<CheckCode, string> = {
  liquid: 'templates.check.liquid', limit: 'templates.check.limit', mjml: 'templates.check.mjml', unknownVariable: 'templates.check.unknownVariable', maybeEmpty: 'templates.check.maybeEmpty', noAlt: 'templates.check.noAlt',
  contrast: 'templates.check.contrast', darkContrast: 'templates.check.darkContrast', tooBig: 'templates.check.tooBig', nearlyTooBig: 'templates.check.nearlyTooBig', noUnsubscribe: 'templates.check.noUnsubscribe', noAddress: 'templates.check.noAddress',
  noSubject: 'templates.check.noSubject', longSubject: 'templates.check.longSubject', shoutingSubject: 'templates.check.shoutingSubject', exclamations: 'templates.check.exclamations', noPreheader: 'templates.check.noPreheader', imagesOnly: 'templates.check.imagesOnly',
  noLink: 'templates.check.noLink', emptyLink: 'templates.check.emptyLink', oddLink: 'templates.check.oddLink', plainHttp: 'templates.check.plainHttp', shortener: 'templates.check.shortener', linkTextDiffers: 'templates.check.linkTextDiffers',
  placeholder: 'templates.check.placeholder', brokenLink: 'templates.check.brokenLink', unreachableLink: 'templates.check.unreachableLink', formOrScript: 'templates.check.formOrScript', noProducts: 'templates.check.noProducts',
  noWebsite: 'templates.check.noWebsite', emptyForSome: 'templates.check.emptyForSome', leftover: 'templates.check.leftover', altIsFileName: 'templates.check.altIsFileName', bigImage: 'templates.check.bigImage', privateAddress: 'templates.check.privateAddress',
}

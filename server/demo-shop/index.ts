export { isOpen as isDemoShopOpen, openDemoShop } from './shop.ts'
export { openShop } from './routes.ts'

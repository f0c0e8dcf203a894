import type { ImportKind } from '../../../contracts/imports.ts'

export type FieldType = 'key' | 'text' | 'email' | 'phone' | 'quantity' | 'money' | 'instant' | 'day' | 'country' | 'currency' | 'payment' | 'channel' | 'status' | 'language' | 'list'

/** A field of an import: its name is the column in which commerce stages it. */
export type Field = {
  name: string
  type: FieldType
  required?: true
  /** Belongs to the order: stands on its first line only in some exports, and holds for the lines below. */
  ofOrder?: true
  /** Headers that mean this field, in any spelling of case, spaces and punctuation; the first found wins. */
  aliases: string
  doc: string
}

const buyer: Field[] = [
  { name: 'customer_key', type: 'key', ofOrder: true, aliases: 'customer id|customerid|customer key|customer number|customer no|buyer id|client id|klantnummer|klant id|kundennummer|kunden-nr|numéro client|id cliente|код клиента|id клиента|номер клиента|ગ્રાહક id|வாடிக்கையாளர் எண்', doc: 'Your own number of the customer. Empty: a guest.' },
  { name: 'email', type: 'email', ofOrder: true, aliases: 'email|e-mail|customer email|email address|e-mailadres|e-mail-adresse|correo|courriel|эл. почта|электронная почта|ઇમેઇલ|மின்னஞ்சல்', doc: 'E-mail of the buyer.' },
  { name: 'phone', type: 'phone', ofOrder: true, aliases: 'phone|telephone|mobile|phone number|customer phone|shipping phone|billing phone|telefoon|telefoonnummer|telefon|téléphone|teléfono|телефон|ફોન|தொலைபேசி', doc: 'Phone of the buyer.' },
  { name: 'name', type: 'text', ofOrder: true, aliases: 'customer name|customer|billing name|buyer|buyer name|klant|klantnaam|kunde|kundenname|клиент|покупатель', doc: 'Name of the buyer.' },
]

const place: Field[] = [
  { name: 'ship_name', type: 'text', ofOrder: true, aliases: 'shipping name|recipient|ship to|ontvanger|empfänger|получатель', doc: 'Who receives the goods.' },
  { name: 'address', type: 'text', ofOrder: true, aliases: 'shipping street|shipping address1|address|street|adres|straat|adresse|straße|адрес', doc: 'Street and house number of the delivery.' },
  { name: 'postal_code', type: 'text', ofOrder: true, aliases: 'shipping zip|zip|postcode|postal code|zip code|plz|индекс|почтовый индекс', doc: 'Postal code of the delivery.' },
  { name: 'city', type: 'text', ofOrder: true, aliases: 'shipping city|shipping address city|billing city|city|town|plaats|stad|ort|stadt|ville|ciudad|lungsod|город|શહેર|நகரம்', doc: 'City of the delivery.' },
  { name: 'region', type: 'text', ofOrder: true, aliases: 'shipping province name|shipping province|region|state|province|provincie|bundesland|область|регион', doc: 'Region or state of the delivery.' },
  { name: 'country', type: 'country', ofOrder: true, aliases: 'country|shipping country|shipping address country code|shipping address country|billing country|country code|land|pays|país|bansa|страна|દેશ|நாடு', doc: 'Country of the delivery, as a code or a name.' },
]

const order: Field[] = [
  { name: 'number', type: 'key', required: true, aliases: 'invoice|invoiceno|invoice no|invoice number|order number|order no|order id|order|order name|name|number|bestelnummer|ordernummer|factuurnummer|factuur|bestellnummer|rechnungsnummer|auftragsnummer|numéro de commande|número de pedido|номер заказа|заказ|ઓર્ડર નંબર|ஆர்டர் எண்', doc: 'Number of the order or invoice.' },
  { name: 'placed_at', type: 'instant', required: true, ofOrder: true, aliases: 'created at|invoicedate|invoice date|order date|placed at|processed at|date|ordered at|paid at|besteldatum|factuurdatum|datum|bestelldatum|rechnungsdatum|date de commande|fecha|дата заказа|дата|petsa|તારીખ|தேதி', doc: 'When it was ordered.' },
  ...buyer,
  { name: 'currency', type: 'currency', ofOrder: true, aliases: 'currency|currency code|valuta|währung|devise|moneda|валюта', doc: 'Currency of the order; the store’s when empty.' },
  { name: 'discount', type: 'money', ofOrder: true, aliases: 'discount amount|total discounts|order discount|discount|korting|rabatt|remise|descuento|скидка', doc: 'Discount on the whole order.' },
  { name: 'shipping', type: 'money', ofOrder: true, aliases: 'shipping|shipping cost|shipping amount|delivery|verzendkosten|versandkosten|frais de port|envío|доставка', doc: 'What shipping cost.' },
  { name: 'tax', type: 'money', ofOrder: true, aliases: 'taxes|total tax|tax|vat|btw|mwst|tva|iva|налог|ндс', doc: 'Tax on the whole order.' },
  { name: 'total', type: 'money', ofOrder: true, aliases: 'total|total price|order total|grand total|totaal|gesamt|gesamtsumme|montant total|итого|сумма заказа|કુલ|மொத்தம்', doc: 'What the customer paid.' },
  { name: 'refunded', type: 'money', ofOrder: true, aliases: 'refunded amount|refunded|total refunded|terugbetaald|erstattet|remboursé|возвращено', doc: 'What was paid back.' },
  { name: 'payment_state', type: 'payment', ofOrder: true, aliases: 'financial status|payment status|payment state|betaalstatus|zahlungsstatus|статус оплаты', doc: 'paid, pending, refunded, partially refunded or voided.' },
  { name: 'cancelled_at', type: 'instant', ofOrder: true, aliases: 'cancelled at|canceled at|cancelled|geannuleerd op|storniert am|отменён', doc: 'When it was cancelled.' },
  { name: 'cancel_reason', type: 'text', ofOrder: true, aliases: 'cancel reason|cancellation reason|annuleringsreden|причина отмены', doc: 'Why it was cancelled.' },
  { name: 'discount_code', type: 'list', ofOrder: true, aliases: 'discount code|coupon|coupon code|voucher|kortingscode|gutscheincode|code promo|промокод', doc: 'Codes that were redeemed.' },
  { name: 'channel', type: 'channel', ofOrder: true, aliases: 'source|source name|channel|sales channel|kanaal|kanal|канал', doc: 'web, app, shop_floor, phone or marketplace.' },
  ...place,
]

const line: Field[] = [
  { name: 'sku', type: 'key', aliases: 'stockcode|stock code|lineitem sku|sku|item sku|variant sku|article number|item number|product code|artikelnummer|artikelcode|référence|referencia|артикул|એસકેયુ', doc: 'Stock code of what was bought.' },
  { name: 'product_key', type: 'key', aliases: 'product id|product handle', doc: 'The shop’s id of the product, when one product has several stock codes.' },
  { name: 'title', type: 'text', aliases: 'description|lineitem name|product|product name|product title|item name|item|title|omschrijving|productnaam|artikel|bezeichnung|beschreibung|désignation|descripción|наименование|товар|название|વર્ણન|விளக்கம்', doc: 'What was bought, in words.' },
  { name: 'quantity', type: 'quantity', required: true, aliases: 'quantity|lineitem quantity|qty|amount|count|aantal|menge|anzahl|quantité|cantidad|dami|количество|кол-во|જથ્થો|அளவு', doc: 'How many. Below zero: a return.' },
  { name: 'unit_price', type: 'money', required: true, aliases: 'price|unitprice|unit price|lineitem price|item price|prijs|stukprijs|eenheidsprijs|preis|einzelpreis|stückpreis|prix|prix unitaire|precio|presyo|цена|ભાવ|விலை', doc: 'Price of one.' },
  { name: 'line_discount', type: 'money', aliases: 'lineitem discount|line discount|total discount|item discount|regelkorting', doc: 'Discount on the line.' },
  { name: 'line_tax', type: 'money', aliases: 'line tax|item tax|lineitem tax', doc: 'Tax on the line.' },
  { name: 'brand', type: 'text', aliases: 'vendor|brand|merk|marke|marque|бренд', doc: 'Brand or maker.' },
  { name: 'category', type: 'text', aliases: 'category|product type|categorie|kategorie|catégorie|категория', doc: 'Category of the product.' },
]

const customers: Field[] = [
  { ...buyer[0]!, aliases: `${buyer[0]!.aliases}|id`, doc: 'Your own number of the customer. One of number, e-mail and phone is needed.' },
  buyer[1]!,
  { ...buyer[2]!, aliases: `${buyer[2]!.aliases}|default address phone` },
  { ...buyer[3]!, aliases: `${buyer[3]!.aliases}|name|full name|naam|pangalan|имя и фамилия|નામ|பெயர்` },
  { name: 'first_name', type: 'text', aliases: 'first name|firstname|given name|voornaam|vorname|prénom|nombre|имя', doc: 'First name.' },
  { name: 'last_name', type: 'text', aliases: 'last name|lastname|surname|family name|achternaam|nachname|nom|apellido|apelyido|фамилия', doc: 'Last name.' },
  { ...place[3]!, aliases: `${place[3]!.aliases}|default address city` },
  { ...place[5]!, aliases: `default address country code|${place[5]!.aliases}` },
  { name: 'language', type: 'language', aliases: 'language|locale|taal|sprache|langue|wika|язык|ભાષા|மொழி', doc: 'Language, as a code or a name.' },
  { name: 'birthday', type: 'day', aliases: 'birthday|birth date|date of birth|geboortedatum|geburtstag|geburtsdatum|день рождения|дата рождения', doc: 'Day of birth.' },
  { name: 'gender', type: 'text', aliases: 'gender|sex|geslacht|geschlecht|пол', doc: 'Gender, as the person gave it.' },
  { name: 'tags', type: 'list', aliases: 'tags|labels|etiquetas|метки', doc: 'Tags, separated by commas.' },
  { name: 'created_at', type: 'instant', aliases: 'created at|customer since|registered at|registration date|aangemaakt|klant sinds|erstellt am|дата регистрации', doc: 'Customer since.' },
]

const products: Field[] = [
  { name: 'product_key', type: 'key', aliases: 'handle|product id|product key|parent sku|id', doc: 'The shop’s id of the product; the stock code when empty.' },
  { name: 'sku', type: 'key', aliases: `variant sku|${line[0]!.aliases}`, doc: 'Stock code of the variant; the product’s id when empty.' },
  { ...line[2]!, aliases: `title|${line[2]!.aliases}|name|naam|название товара`, doc: 'Name of the product.' },
  { name: 'variant_title', type: 'text', aliases: 'option1 value|variant title|variant|variant name|variante', doc: 'Name of the variant, e.g. Red / M.' },
  { ...line[7]! },
  { ...line[8]!, aliases: `product category|type|${line[8]!.aliases}` },
  { name: 'price', type: 'money', aliases: `variant price|${line[4]!.aliases}`, doc: 'Selling price.' },
  { name: 'cost', type: 'money', aliases: 'cost per item|cost|cost price|purchase price|inkoopprijs|einkaufspreis|себестоимость', doc: 'What the shop pays for it.' },
  { name: 'barcode', type: 'key', aliases: 'variant barcode|barcode|ean|gtin|upc|штрихкод', doc: 'Barcode (EAN, UPC).' },
  { name: 'status', type: 'status', aliases: 'status|state', doc: 'active, draft or archived.' },
  { name: 'image_url', type: 'text', aliases: 'image src|image|image url|afbeelding|bild|изображение', doc: 'Address of a picture.' },
  { name: 'tags', type: 'list', aliases: 'tags|labels|метки', doc: 'Tags, separated by commas.' },
]

const subtotal: Field = { name: 'subtotal', type: 'money', aliases: 'subtotal|subtotal price|total line items price|subtotaal|zwischensumme|sous-total|подытог', doc: 'Goods before discount; made from the total when empty.' }

const withoutOrderFlag = ({ ofOrder: _, ...field }: Field): Field => field

/** Every field that an import of a kind can fill. */
export const fieldsOf: Record<ImportKind, Field[]> = {
  customers: customers.map(withoutOrderFlag),
  products: products.map(withoutOrderFlag),
  orders: [...order.slice(0, 7), subtotal, ...order.slice(7)]
    .map(withoutOrderFlag)
    .map(field => (field.name === 'total' ? { ...field, required: true as const } : field)),
  'order-lines': [...order, ...line],
}

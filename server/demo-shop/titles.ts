import type { Language } from '../../contracts/shapes.ts'

// What the demo's things are called for visitors. Suki knows each by the title of its catalogue, in every language.
const table = `
linen-apron-sage | Linnen schort, salie | Linen na apron, sage | Льняной фартук, шалфей | லினன் மேலுடுப்பு, பச்சை | લિનન એપ્રન, સેજ
linen-apron-rust | Linnen schort, roest | Linen na apron, kalawang | Льняной фартук, ржавчина | லினன் மேலுடுப்பு, துரு நிறம் | લિનન એપ્રન, કાટ રંગ
linen-napkins | Linnen servetten, set van 4 | Linen na servilyeta, 4 piraso | Льняные салфетки, 4 шт. | லினன் கைத்துணிகள், 4 | લિનન નૅપ્કિન, 4 નો સેટ
linen-tea-towel | Linnen theedoek, gestreept | Linen na pamunas, may guhit | Льняное полотенце в полоску | லினன் துடைப்புத் துணி, கோடிட்டது | લિનન લૂછણિયું, પટ્ટાવાળું
linen-tablecloth | Linnen tafelkleed, haver | Linen na mantel, oat | Льняная скатерть, овёс | லினன் மேசை விரிப்பு, ஓட்ஸ் நிறம் | લિનન ટેબલક્લોથ, ઓટ
blue-enamel-mug | Blauwe emaille mok | Asul na enamel mug | Синяя эмалированная кружка | நீல எனாமல் கோப்பை | વાદળી એનેમલ મગ
cream-enamel-mug | Crème emaille mok | Kremang enamel mug | Кремовая эмалированная кружка | கிரீம் நிற எனாமல் கோப்பை | ક્રીમ એનેમલ મગ
stoneware-plate | Aardewerken bord | Platong stoneware | Керамическая тарелка | கல்மண் தட்டு | સ્ટોનવેર થાળી
stoneware-bowl | Aardewerken kom | Mangkok na stoneware | Керамическая миска | கல்மண் கிண்ணம் | સ્ટોનવેર વાટકો
stoneware-teapot | Aardewerken theepot | Tsaerang stoneware | Керамический чайник | கல்மண் தேநீர்க் கெண்டி | સ્ટોનવેર ચાની કીટલી
glass-carafe | Glazen karaf | Salaming karape | Стеклянный графин | கண்ணாடிக் குடுவை | કાચની સુરાહી
enamel-jug | Emaille kan | Enamel na pitsel | Эмалированный кувшин | எனாமல் கூஜா | એનેમલ જગ
wooden-salad-servers | Houten slabestek | Kahoy na panghalo ng salad | Деревянные ложки для салата | மரச் சாலட் கரண்டிகள் | લાકડાના સલાડ ચમચા
olive-wood-board | Plank van olijfhout | Sangkalang kahoy ng oliba | Доска из оливы | ஆலிவ் மரப் பலகை | ઑલિવ લાકડાનું પાટિયું
walnut-spoon | Kooklepel van notenhout | Sandok na walnut | Поварская ложка из ореха | வால்நட் சமையல் கரண்டி | અખરોટના લાકડાનો ચમચો
storage-jar | Glazen voorraadpot met kurk | Garapong salamin, takip na tapon | Стеклянная банка с пробкой | கார்க் மூடிக் கண்ணாடி ஜாடி | કૉર્ક ઢાંકણવાળી કાચની બરણી
cast-iron-trivet | Gietijzeren onderzetter | Patungang bakal | Чугунная подставка | வார்ப்பிரும்புத் தாங்கி | બીડનું ગરણું
beech-dish-brush | Beukenhouten afwasborstel | Brotsa sa pinggan, kahoy na beech | Буковая щётка для посуды | பீச் மரப் பாத்திரத் தூரிகை | બીચ લાકડાનું વાસણ બ્રશ
rattan-basket | Rotan mand, groot | Basket na yantok, malaki | Корзина из ротанга, большая | பிரம்புக் கூடை, பெரியது | નેતરની ટોપલી, મોટી
seagrass-tray | Dienblad van zeegras | Bandehadong damong-dagat | Поднос из морской травы | கடற்புல் தட்டு | દરિયાઈ ઘાસની ટ્રે
wool-throw | Wollen plaid, mos | Kumot na lana, lumot | Шерстяной плед, мох | கம்பளிப் போர்வை, பாசி நிறம் | ઊની ધાબળી, શેવાળ
linen-cushion | Linnen kussen, klei | Linen na kutson, luwad | Льняная подушка, глина | லினன் மெத்தணை, களிமண் நிறம் | લિનન ગાદલી, માટી
chalk-vase | Keramische vaas, krijt | Seramikong plorera, tisa | Керамическая ваза, мел | பீங்கான் பூச்சாடி, சுண்ணம் | સિરામિક ફૂલદાની, ચૉક
oak-stool | Eiken keukenkruk | Bangkitong roble | Дубовый табурет | ஓக் மர முக்காலி | ઓક લાકડાનું સ્ટૂલ
beeswax-candles | Bijenwaskaarsen, set | Kandilang beeswax, set | Набор восковых свечей | தேன்மெழுகு வர்த்திகள் | મધમીણની મીણબત્તીનો સેટ
candle-refill | Kaarsnavulling | Pamalit na kandila | Сменный блок для свечи | மெழுகுவர்த்தி மறுநிரப்பு | મીણબત્તી રિફિલ
lavender-soap | Lavendelzeep | Sabong lavender | Лавандовое мыло | லாவெண்டர் சோப்பு | લવંડર સાબુ
cedar-spray | Linnenspray, ceder | Pabango sa tela, sedro | Спрей для белья, кедр | தேவதாரு துணி நறுமணம் | દેવદાર લિનન સ્પ્રે
corner-box | Cornerbox, voor twee | Corner box, para sa dalawa | Набор «Уголок» на двоих | கார்னர் பெட்டி, இருவருக்கு | કૉર્નર બૉક્સ, બે માટે
assam-tea | Losse thee, Assam, 100 g | Tsaang Assam, 100 g | Чай Ассам, листовой, 100 г | அசாம் தேயிலை, 100 கி | આસામ ચા, 100 ગ્રામ
wildflower-honey | Wilde bloemenhoning, 450 g | Pulot ng ligaw na bulaklak, 450 g | Мёд полевых цветов, 450 г | காட்டுப்பூத் தேன், 450 கி | જંગલી ફૂલનું મધ, 450 ગ્રામ
recipe-notebook | Receptenboekje | Kuwaderno ng resipe | Тетрадь для рецептов | சமையல் குறிப்பேடு | વાનગીની નોટબુક
abaca-placemats | Placemats van abaca, set van 4 | Sapin sa platong abaka, 4 piraso | Салфетки из абаки, 4 шт. | அபாகா தட்டு விரிப்புகள், 4 | અબાકા પ્લેસમૅટ, 4 નો સેટ
capiz-light | Capiz waxinelichthouder | Parol na capiz para sa tea light | Подсвечник из капиза | கேபிஸ் விளக்கு | કેપિઝ દીવો
banig-tote | Banig draagtas | Bayong na banig | Сумка из банига | பனிக் பாய்ப் பை | બાનિગ ઝોલો
barako-coffee | Kapeng barako, 250 g | Kapeng barako, 250 g | Кофе барако, 250 г | பராகோ காபி, 250 கி | બરાકો કૉફી, 250 ગ્રામ
calamansi-soap | Calamansizeep | Sabong kalamansi | Мыло с каламанси | காலமான்சி சோப்பு | કાલામાન્સી સાબુ
brass-lamp | Messing olielamp | Ilawang tanso | Латунный светильник | குத்துவிளக்கு | પિત્તળનો દીવો
kolam-stencils | Kolam-sjablonen | Stencil ng kolam | Трафареты для колама | கோல அச்சுகள் | રંગોળીની છાપ
bhavani-towel | Handgeweven doek, Bhavani | Habing tuwalya, Bhavani | Полотенце ручной работы, Бхавани | பவானி கைத்தறித் துண்டு | હાથવણાટનો ટુવાલ, ભવાની
tiffin-box | Stalen tiffinbox, 3 lagen | Bakal na tiffin, 3 patong | Стальной тиффин, 3 яруса | எவர்சில்வர் அடுக்குப் பாத்திரம், 3 | સ્ટીલનું ટિફિન, 3 ડબ્બા
filter-coffee-set | Filterkoffieset | Set ng filter coffee | Набор для фильтр-кофе | ஃபில்டர் காபி டபரா செட் | ફિલ્ટર કૉફી સેટ
jetpur-tablecloth | Blokdruk tafelkleed | Mantel na block print | Скатерть с набойкой | பாந்தனி அச்சு மேசை விரிப்பு | બાંધણી ટેબલક્લોથ
`

const order = ['nl', 'fil', 'ru', 'ta', 'gu'] as const
const titles = new Map(table.trim().split('\n').map(row => {
  const [key = '', ...names] = row.split('|').map(cell => cell.trim())
  return [key, Object.fromEntries(order.map((language, i) => [language, names[i]])) as Record<(typeof order)[number], string>] as const
}))

export const titleOf = ({ key, title }: { key: string; title: string }, language: Language): string => (language === 'en' ? title : (titles.get(key)?.[language] ?? title))

/** The shop's ids of things whose title in this language has all of these words. */
export function keysTitled(words: string, language: Language): string[] {
  if (language === 'en') return []
  const wanted = words.toLocaleLowerCase(language).split(/\s+/).filter(Boolean)
  return [...titles].filter(([, names]) => wanted.every(word => names[language].toLocaleLowerCase(language).includes(word))).map(([key]) => key)
}

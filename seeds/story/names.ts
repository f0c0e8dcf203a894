// Names as people write them, each with the Latin spelling that their e-mail address uses.
type Name = { written: string; latin: string }
type Names = { women: Name[]; men: Name[]; last: Name[]; lastOfWomen?: Name[] }

const names = (text: string): Name[] =>
  text.trim().split(/\s*,\s*/).map(entry => {
    const [written = '', latin = written] = entry.split(':')
    return { written, latin: latin.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase() }
  })

const dutch: Names = {
  women: names('Anna, Sanne, Emma, Lotte, Fleur, Femke, Maaike, Eva, Noor, Julia, Lieke, Iris, Marieke, Roos, Saskia, Esther, Hanneke, Ilse, Jolanda, Merel, Nienke, Puck, Wendy, Yara, Annelies, Godelieve'),
  men: names('Daan, Sem, Bram, Jeroen, Pieter, Thijs, Ruben, Lars, Koen, Maarten, Joris, Wouter, Sander, Niels, Jasper, Gijs, Hugo, Mees, Stijn, Tom, Bas, Casper, Dirk, Floris, Hendrik, Matthijs'),
  last: names("Smit, de Vries, van den Berg, Bakker, Visser, Jansen, Mulder, de Boer, Dekker, Brouwer, de Wit, Dijkstra, van Leeuwen, Kok, Jacobs, Vermeulen, van der Meer, Hendriks, Bos, Vos, Peters, Kuiper, Postma, Hoekstra, Scholten, van Dam, Willems, Schouten, Verbeek, de Haan, van 't Hof, Kramer, Molenaar, Bosman, Timmermans, Oosterhuis"),
}
const flemish: Names = {
  women: names('Lien, Elke, Sofie, Liesbeth, An, Katrien, Griet, Hilde, Inge, Joke, Leen, Marthe, Nele, Amber, Tine, Ruth, Zoë, Charlotte, Louise, Elise'),
  men: names('Wim, Jef, Bart, Kobe, Dries, Senne, Arne, Lukas, Stef, Geert, Pieter-Jan, Tuur, Seppe, Mathias, Jonas, Simon, Filip, Kris, Johan, Warre'),
  last: names("Peeters, Janssens, Maes, Jacobs, Mertens, Willems, Claes, Goossens, Wouters, De Smet, Vermeersch, De Clercq, Van Damme, Lambrecht, Desmet, D'hondt, Verhaeghe, Van den Broeck, Pauwels, Aerts, Coppens, Hermans, Martens, Segers, Van Acker, Wauters"),
}
const filipino: Names = {
  women: names('Maria, Angelica, Jasmine, Princess, Althea, Kristine, Rowena, Marites, Luzviminda, Corazon, Analyn, Jocelyn, Liezl, Cherry, Mary Grace, Bea, Divina, Imelda, Maricel, Nenita, Precious, Rosalie, Tala, Ligaya, Amihan, Dalisay'),
  men: names('Juan, Jose, Mark, John Paul, Angelo, Christian, Rodel, Jomar, Ramil, Benjie, Carlo, Dennis, Efren, Ferdie, Gerald, Jericho, Kenneth, Lito, Miguel, Nestor, Paolo, Rico, Bayani, Danilo, Isagani, Crisanto'),
  last: names('dela Cruz, Santos, Reyes, Garcia, Mendoza, Bautista, Ocampo, Aquino, Villanueva, Ramos, Castillo, Flores, Gonzales, Navarro, Salazar, Mercado, Pangilinan, Dimaculangan, Magsaysay, Macaraeg, Soriano, Tolentino, Valdez, Lacson, de Guzman, de los Santos, Peña, Ibañez, Agbayani, Batungbakal, Catacutan, Manalo'),
}
const indian: Names = {
  women: names('Priya, Anjali, Divya, Lakshmi, Meera, Nisha, Pooja, Radhika, Shreya, Swathi, Kavya, Aarthi, Deepa, Gayathri, Harini, Janani, Keerthana, Nandini'),
  men: names('Ravi, Arjun, Karthik, Vijay, Suresh, Rahul, Sanjay, Anand, Prakash, Ganesh, Harish, Mohan, Naveen, Rajesh, Siddharth, Varun, Ashwin, Dinesh'),
  last: names('Kumar, Iyer, Krishnan, Subramanian, Patel, Shah, Raman, Menon, Reddy, Nair, Venkatesh, Sharma, Mehta, Desai, Rajan, Pillai, Chandran, Balakrishnan, Natarajan, Joshi, Srinivasan, Murthy'),
}
const tamil: Names = {
  women: names('கவிதா:kavitha, லட்சுமி:lakshmi, மீனா:meena, பிரியா:priya, தீபா:deepa, அனிதா:anitha, சுமதி:sumathi, வள்ளி:valli, நித்யா:nithya, ரேவதி:revathi, கீதா:geetha, மாலதி:malathi, ஜெயந்தி:jayanthi, காயத்ரி:gayathri, சரண்யா:saranya, திவ்யா:divya, யாழினி:yazhini, தமிழ்ச்செல்வி:tamilselvi, பூங்கொடி:poongodi, ஐஸ்வர்யா:aishwarya'),
  men: names('முருகன்:murugan, கார்த்திக்:karthik, செந்தில்:senthil, அருண்:arun, விஜய்:vijay, சுரேஷ்:suresh, பிரகாஷ்:prakash, குமரன்:kumaran, இளங்கோ:ilango, கதிர்:kathir, பாலாஜி:balaji, தினேஷ்:dinesh, ராஜேஷ்:rajesh, சரவணன்:saravanan, மணிகண்டன்:manikandan, அன்பு:anbu, வேல்முருகன்:velmurugan, பாரதி:bharathi'),
  last: names('ராஜன்:rajan, சுப்பிரமணியன்:subramanian, கிருஷ்ணன்:krishnan, ராமசாமி:ramasamy, பழனிசாமி:palanisamy, நடராஜன்:natarajan, சண்முகம்:shanmugam, வேலு:velu, கோவிந்தன்:govindan, ஆறுமுகம்:arumugam, சுந்தரம்:sundaram, பாண்டியன்:pandian, செல்வம்:selvam, மூர்த்தி:murthy, சிவகுமார்:sivakumar, ரவிச்சந்திரன்:ravichandran, தங்கவேல்:thangavel, பெருமாள்:perumal, ஜெயராமன்:jayaraman, கண்ணன்:kannan'),
}
const gujarati: Names = {
  women: names('નેહા:neha, કાજલ:kajal, પૂજા:pooja, હેતલ:hetal, જિજ્ઞા:jigna, ભાવના:bhavna, દક્ષા:daksha, મીનલ:minal, રીના:rina, કિંજલ:kinjal, ધારા:dhara, સોનલ:sonal, હિરલ:hiral, નિશા:nisha, આરતી:aarti, કોમલ:komal, બિનીતા:binita, ફાલ્ગુની:falguni, ઉર્વશી:urvashi, વૈશાલી:vaishali'),
  men: names('ભાવેશ:bhavesh, હિતેશ:hitesh, જયેશ:jayesh, કેતન:ketan, મેહુલ:mehul, નીરવ:nirav, પાર્થ:parth, રાકેશ:rakesh, સંજય:sanjay, ચિરાગ:chirag, ધવલ:dhaval, હાર્દિક:hardik, કલ્પેશ:kalpesh, મનીષ:manish, નિલેશ:nilesh, વિપુલ:vipul, યશ:yash, અમિત:amit, દિનેશ:dinesh, રોહન:rohan'),
  last: names('પટેલ:patel, શાહ:shah, દેસાઈ:desai, મહેતા:mehta, જોશી:joshi, ત્રિવેદી:trivedi, દવે:dave, પંડ્યા:pandya, સોલંકી:solanki, ચૌહાણ:chauhan, પરમાર:parmar, વાઘેલા:vaghela, ભટ્ટ:bhatt, વ્યાસ:vyas, ઠાકર:thakar, રાવલ:raval, કાપડિયા:kapadia, ચોક્સી:choksi, પારેખ:parekh, સોની:soni, ઝવેરી:zaveri, વોરા:vora'),
}
const russianLast = 'Петров:petrov, Иванов:ivanov, Кузнецов:kuznetsov, Соколов:sokolov, Попов:popov, Лебедев:lebedev, Козлов:kozlov, Новиков:novikov, Морозов:morozov, Волков:volkov, Алексеев:alekseev, Фёдоров:fedorov, Михайлов:mikhailov, Беляев:belyaev, Тарасов:tarasov, Орлов:orlov, Киселёв:kiselyov, Макаров:makarov, Андреев:andreev, Ильин:ilyin, Гусев:gusev, Титов:titov, Кузьмин:kuzmin, Баранов:baranov'
const russian: Names = {
  women: names('Ирина:irina, Анна:anna, Елена:elena, Ольга:olga, Наталья:natalya, Татьяна:tatyana, Светлана:svetlana, Мария:maria, Екатерина:ekaterina, Юлия:yulia, Дарья:darya, Полина:polina, Ксения:ksenia, Людмила:lyudmila, Вера:vera, Надежда:nadezhda, Алёна:alyona, София:sofia'),
  men: names('Алексей:aleksei, Дмитрий:dmitry, Сергей:sergei, Андрей:andrei, Михаил:mikhail, Николай:nikolai, Иван:ivan, Павел:pavel, Максим:maksim, Егор:egor, Артём:artyom, Владимир:vladimir, Юрий:yury, Олег:oleg, Роман:roman, Илья:ilya'),
  last: names(russianLast),
  lastOfWomen: names(russianLast.replace(/(\p{Script=Cyrillic}):(\w+)/gu, '$1а:$2a')),
}

export const nameLists = { dutch, flemish, filipino, indian, tamil, gujarati, russian }
export type NameList = keyof typeof nameLists

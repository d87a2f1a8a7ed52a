// SPDX-License-Identifier: EUPL-1.2
// The words that the linter knows: those of client/linter_words.c, which a test compares.

const list = (text) => new Set(text.trim().split(/\s+/));

export const words = {
    titles: list(`
        dames dhr dr drs ds heer heren ing ir juffrouw mejuffrouw meneer mevr mevrouw miss mr mrs ms
        mw prof professor`),
    role_ends: list(`
        adviseur ambtenaar baas bestuurder chef collega collegas coordinator directeur directrice
        hoofd inspecteur jurist leider leidinggevende leidinggevenden manager managers medewerker
        medewerkster secretaresse secretaris stagiair stagiaire vertrouwenspersoon`),
    roles: list(`
        adviser advisor boss burgemeester chair chairman chief chiefs coach colleague colleagues
        coworker coworkers director employee head lead leader leaders mentor secretary supervisor
        supervisors voorzitter wethouder`),
    naming: list('called genaamd heet heette heten named'),
    greetings: list('gr greetings groet groeten groetjes mvg regards'),
    particles: list(`
        al am auf ben bin da de del della dem den der des di dos du el het la le te ten ter und van
        vd vom von zu zum zur`),
    joins: list('and en of or'),
    first_names: list(`
        aad aafke aart abdel abdullah achmed adam adriaan agnes ahmad ahmed ahmet aicha albert alex
        alexander ali alice alina allard amber amina amir amira anders andre andrea andreas andrew
        angela angelique anita anja anke ann anna anne anneke annelies annemarie annemiek annette
        anouk anthony anton antonio arend arie arjan arjen arno arnold arthur astrid aukje ayse bart
        bastiaan bea beatrice ben benjamin berend bernadette bernard bert bianca bilal bob bonnie
        boris boudewijn bouke bram brenda brian brigitte britt carin carla carolien caroline cas
        casper catharina cathy cecilia chantal charlotte chris christa christel christiaan christian
        christina christine cindy claire claudia coen conny corinne cornelis corrie daan daniel
        danielle danny daphne david dennis diana dick diederik dirk dominique donald dorien doris
        edith edward edwin eefje eelco elena elif elisabeth elise elizabeth elke ellen els elsbeth
        emiel emil emily emine emma emre eric erica erik erika erwin esmee esther eva evelien evelyn
        fabian fadi fatima fatma femke ferdinand fleur floor floris folkert frank frans fred
        frederik frits froukje geert geertje gerald gerard gerben gerco gerda gerhard gerrit gert
        gijs gina giovanni greet greetje gretha guido gunther guus hakan hanna hannah hanneke hans
        harm harold harriet harry hasan hassan heleen helen helena helga hendrik henk henny henri
        henriette herman hester hilde hubert hugo hussein ibrahim ignace ilona ilse imane ina ineke
        ingrid irene irma isabel isabelle ismail ivo jaap jack jacob jacqueline jacques james jan
        jane janet janine janneke jannie jasmijn jason jasper jeanette jelle jeroen jesse jessica
        jet jochem joel johan johanna johannes john jolanda jolanta jonas jonathan joop joost joris
        jorrit joshua josje judith julia juliette jurgen jurriaan kaj karel karen karim karin
        karlijn kasper katarina kathleen katja kees kelly kenneth kevin khadija khalid kim klaas
        klara koen koos kristel kristina lars laura laurens leila lennart leo leon leonie leontien
        lex lianne lidia lieke lies liesbeth linda linde lisa lisette loes lotte louis louise
        lourens lucas lucia luuk lydia maaike maarten maartje machteld madelon manon manuel marc
        marcel marco margot margreet margriet maria marian marianne marieke marielle marijke marijn
        marina mario marion marja marjan marjolein marjolijn marleen marlies marloes martijn martin
        martine marwan mary mathijs matthew matthias matthijs maurice maurits max mehmet melanie
        melissa merel merijn michael michel michelle michiel mieke mike milan miranda miriam mirjam
        mohamed mohammed monica monique mounir muhammad murat mustafa nadia naomi natasja nathalie
        nicolaas nicole niek niels nienke nina noah noor noortje noura nynke olga oliver olivia omar
        onno otto pascal patricia patrick paul paula paulien peter petra philip piet pieter pim
        priya rachel rachid ralph ramon raymond rebecca reinier renate rene renee rianne richard
        rick riet rik rita rob robbert robert robin roel roeland roelof roger roland rolf ron ronald
        rosa rosalie rosanne roy rozemarijn ruben rudolf rutger ruth ruud sabine sabrina saida salim
        sam samantha samira samuel sander sandra sanne sara sarah saskia selma sem serge sevda
        sharon shirley sietske sigrid silvia simone sjaak sjoerd sjors sofie sonja sophie stefan
        stefanie stella stephanie stephen steven suzanne sven sybren sylvia tamara tanja tara teun
        teunis thea theo theodoor thierry thijs thomas tim timo tineke tjeerd tom tony trudy twan
        ursula valerie vanessa veerle vera victor victoria vincent wendy werner wesley wessel wiebe
        wieke willem willemijn wilma wim wouter xander yasmin yasmina yolanda youssef yusuf yvette
        yvonne zeynep zoe`),
    not_names: list(`
        aan aangezien aanvankelijk achteraf afdeling afgelopen agentschap al algemene alle alleen
        alles als american amerikaan amsterdam an and andere anders antilliaan antwoord
        arbeidsinspectie arnhem as at autoriteit bedrijf bedrijfsvoering belastingdienst beleid belg
        belgian belgische ben bent bestuur bij binnen binnenlandse brit british buitenlandse bureau
        burgerzaken but by centraal college commissie communicatie concept council customs daar
        daarbij daardoor daarna daarom dan dat de defensie den department deze die dienst dinsdag
        directeur directie directies directorate dit doch donderdag door duitse duitser duitsland
        dus dutch economische een eerst eerste eindhoven elke en engelse engelsman england english
        er europa european europese facilitaire finance financiele financien for franse fransman
        french friday friese from gedurende geen gelukkig generaal general german gisteren
        government groningen haag had handhaving he heb hebben heeft her het hier hierna hij his hoe
        hoewel huis human ict iedereen iemand ik in informatie infrastructuur inkoop inmiddels
        inspectie integriteit is it its ja january je jeugdzorg jij jullie juridische justice
        justitie kamer klimaat koninklijke koninkrijk landbouw leden legal limburg maandag maar
        maastricht management marokkaan marokkaanse medezeggenschap mensen met midden mijn milieu
        minister ministerie ministers ministry misschien mogelijk monday morgen moroccan my na naar
        nationaal nationale natuur nederland nederlander nederlands nederlandse nee nergens niemand
        niet niets no nog noord not nu of om omdat on ondanks onder ondernemingsraad onderwijs
        onderzoek ons onze oost op openbaar operations organisatie our over pas pensioen personeel
        personeelszaken planning policy politie president projecten raad rechtspraak rijk rijks
        rijksoverheid rijkswaterstaat rotterdam ruimtelijke saturday secretaris services she sinds
        so sociale soms staatssecretaris staf state statistiek strategie sunday surinaamse surinamer
        team tegen ten ter terwijl the their then there they this thursday to toch toen toezicht
        toezichthouder tot trouwens tuesday turk turkish turkse tweede u uit uiteindelijk uitvoering
        unit utrecht vaak van vanaf vandaag veel veiligheid verenigde vergunningen vermoedelijk
        vervolgens volgens volksgezondheid volkshuisvesting voor vooral voorzitter vreemd vrijdag
        vroeger waar waarom waarschijnlijk wanneer want wat water we wednesday welke welzijn werk
        west when where which who why wie wij with woensdag work you zaterdag ze zeeland zelf zelfs
        zie zij zijn zo zoals zodat zondag zou zowel zuid zwolle`),
    before_letter: list(`
        afdeling bijlage blok categorie cluster deel gebouw groep klasse letter niveau optie option
        part plan scenario schaal team toren type variant versie version vitamine vleugel`),
    initials: list('ch fr ij ph th tj'),
    no_initials: list('bv eu nb nv ps uk un us vk vn vs'),
    weekdays: list(`
        dinsdag dinsdagmiddag dinsdagochtend donderdag donderdagmiddag donderdagochtend friday
        maandag maandagmiddag maandagochtend monday saturday sunday thursday tuesday vrijdag
        vrijdagmiddag vrijdagochtend wednesday woensdag woensdagmiddag woensdagochtend zaterdag
        zondag`),
    months: list(`
        april augustus december februari januari juli juni maart mei november oktober september`),
    months_en: list(`
        april august december february january july june march may november october september`),
    months_short: list('apr aug dec feb jan jul jun mrt nov okt sep sept'),
    months_short_en: list('apr aug dec feb jan jul jun mar nov oct sep sept'),
    day_ends: list('de e nd rd st ste th'),
    before_time: list(`
        about around at between from klokslag om omstreeks rond tegen tussen vanaf`),
    hours: list('h u uur'),
    half_days: list('am pm'),
    number_words: list(`
        acht drie een eight eleven elf five four negen nine one seven six ten three tien twaalf twee
        twelve two vier vijf zes zeven`),
    minute_words: list('five kwart quarter ten tien twenty twintig vijf'),
    minute_turns: list('after over past to voor'),
    before_section: list(`
        art article articles artikel artikelen bijlage hoofdstuk lid onderdeel paragraaf release
        sectie section verhouding versie version`),
    bsn_cues: list('bsn bsnnummer burgerservicenummer sofi sofinummer'),
    plate_cues: list('kenteken kentekennummer kentekenplaat nummerplaat plate'),
    money: list('dollar dollars eur euro euros miljoen'),
    fillers: list('no nr num number nummer'),
    schemes: list('file ftp http https sftp smb'),
    domains: list('biz com eu gov info int lan local nl org uk'),
    file_ends: list(`
        bmp csv doc docm docx eml gif htm html jpeg jpg json key mdb mov msg odp ods odt one pdf png
        pps ppt pptx pst rtf txt vsd xls xlsb xlsm xlsx xml zip`),
    street_ends: list(`
        allee boulevard dijk dreef gracht haven hof kade laan markt oever pad park plantsoen plein
        singel steeg straat weg`),
    street_starts: list('boulevard kade laan plein straat weg'),
    not_postcodes: list(`
        af bv cm de en er eu gb he ik in is ja je kb kg km kw mb mm mw na nu nv of om op pm sa sd ss
        tb te tm uw vn we ze zo`),
    before_room: list('eerste house tweede'),
    sidecodes: list(`
        1d2l3d 1d3l2d 1l2d3l 1l3d2l 2d2d2l 2d2l2d 2d2l2l 2d3l1d 2l2d2d 2l2d2l 2l2l2d 2l3d1l 3d2l1d
        3l2d1l`),
    ibans: list(`
        at20 be16 bg22 ch21 cz24 de22 dk18 ee20 es24 fi18 fr27 gb22 gr27 hr21 hu28 ie22 it27 lt20
        lu20 lv21 ma28 nl18 no15 pl28 pt25 ro24 se24 si19 sk24 tr26`),
};

const phraseList = (text) => new Set(text.trim().split(/\s*\|\s*/));

// What gives the number behind it a meaning. isNamed: it says number.
export const phrases = [
    { kind: 'phone', isNamed: true, words: phraseList(`
        ext|extension|intern nummer|toestel|toestelnummer|tst`) },
    { kind: 'staff', isNamed: true, words: phraseList(`
        badge number|badgenummer|dienstnummer|employee id|employee no|employee number|
        medewerkernummer|medewerkersnr|medewerkersnummer|pasnummer|payroll number|
        personeels nr|personeels nummer|personeelsnr|personeelsnummer|personnel number|
        pnummer|staff id|staff no|staff number|stamnummer|werknemernummer|werknemersnummer`) },
    { kind: 'room', isNamed: true, words: phraseList(`
        kamernr|kamernummer|room number|zaalnummer`) },
    { kind: 'room', isNamed: false, words: phraseList(`
        kamer|meeting room|room|spreekkamer|vergaderkamer|vergaderzaal|werkkamer|werkplek|
        zaal`) },
    { kind: 'case', isNamed: true, words: phraseList(`
        besluitnummer|case no|case number|contractnummer|document number|documentnr|
        documentnummer|dossiernr|dossiernummer|factuurnummer|file no|file number|
        incidentnummer|klachtnummer|meldingsnummer|meldnummer|notanummer|ordernummer|
        parketnummer|projectnummer|rapportnummer|ref|reference number|referentienummer|
        registratienummer|ticket number|ticketnummer|volgnummer|zaaknr|zaaknummer`) },
    { kind: 'case', isNamed: false, words: phraseList(`
        besluit|case|dossier|incident|kenmerk|melding|memo|nota|notitie|reference|
        referentie|ticket|zaak`) },
];

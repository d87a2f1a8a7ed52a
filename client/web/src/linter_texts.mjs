// SPDX-License-Identifier: EUPL-1.2
// What the linter says of each kind: what it is, why it may tell who somebody is, what to write
// instead. The same words as in client/linter_speech.c and client/po/nl.po.

export const texts = {
    nl: {
        name: {
            name: 'een naam',
            reason: 'Een naam zegt over wie het gaat, en vaak wie het schreef.',
            proposal: 'Schrijf de rol zonder de naam, zoals: mijn leidinggevende.',
        },
        email: {
            name: 'een e-mailadres',
            reason: 'Een e-mailadres hoort bij één persoon of één team.',
            proposal: 'Laat het weg, of schrijf: per e-mail.',
        },
        phone: {
            name: 'een telefoonnummer',
            reason: 'Een telefoonnummer leidt naar één persoon of één bureau.',
            proposal: 'Laat het weg, of schrijf: per telefoon.',
        },
        bsn: {
            name: 'een burgerservicenummer (BSN)',
            reason: 'Dit nummer hoort bij één persoon.',
            proposal: 'Laat het weg: niemand heeft het hier nodig.',
        },
        iban: {
            name: 'een rekeningnummer (IBAN)',
            reason: 'Een rekening hoort bij één persoon of één organisatie.',
            proposal: 'Laat het weg, of schrijf: een rekening.',
        },
        address: {
            name: 'een adres',
            reason: 'Een postcode, of een straat met een nummer, is één plek.',
            proposal: 'Schrijf het ruimer, zoals: ons kantoor.',
        },
        plate: {
            name: 'een kenteken',
            reason: 'Een kenteken leidt naar de eigenaar van een voertuig.',
            proposal: 'Schrijf: een auto.',
        },
        staff: {
            name: 'een personeelsnummer',
            reason: 'De werkgever kan opzoeken van wie dit nummer is.',
            proposal: 'Laat het nummer weg.',
        },
        room: {
            name: 'een kamer of werkplek',
            reason: 'Collega’s weten wie daar werkt.',
            proposal: 'Schrijf: op kantoor, of: in een vergaderruimte.',
        },
        date: {
            name: 'een precieze datum of tijd',
            reason: 'Hiermee kan iemand in een agenda opzoeken wie erbij was.',
            proposal: 'Schrijf het ruimer, zoals: in het voorjaar.',
        },
        link: {
            name: 'een link of de naam van een bestand',
            reason: 'Dit toont welk document het is, en vaak wie het maakte.',
            proposal: 'Noem alleen de soort, zoals: een nota.',
        },
        case: {
            name: 'het nummer van een zaak of document',
            reason: 'Hiermee kan iemand opzoeken wie eraan werkte.',
            proposal: 'Laat het nummer weg, of schrijf: een dossier.',
        },
        length: {
            name: 'een lange tekst',
            reason: 'Hoe meer je schrijft, hoe makkelijker je stijl en details naar jou wijzen.',
            proposal: 'Schrijf minder, als dat kan: wat zat in de weg, en wat zou helpen.',
        },
    },
    en: {
        name: {
            name: 'a name',
            reason: 'A name says who it is about, and often who wrote it.',
            proposal: 'Write the role without the name, such as: my manager.',
        },
        email: {
            name: 'an e-mail address',
            reason: 'An e-mail address belongs to one person or one team.',
            proposal: 'Leave it out, or write: by e-mail.',
        },
        phone: {
            name: 'a telephone number',
            reason: 'A telephone number leads to one person or one desk.',
            proposal: 'Leave it out, or write: by telephone.',
        },
        bsn: {
            name: 'a citizen service number (BSN)',
            reason: 'This number belongs to one person.',
            proposal: 'Leave it out: nobody needs it here.',
        },
        iban: {
            name: 'a bank account number (IBAN)',
            reason: 'A bank account belongs to one person or one organisation.',
            proposal: 'Leave it out, or write: a bank account.',
        },
        address: {
            name: 'an address',
            reason: 'A postcode, or a street with a number, is one place.',
            proposal: 'Write it wider, such as: our office.',
        },
        plate: {
            name: 'a licence plate',
            reason: 'A licence plate leads to the owner of a vehicle.',
            proposal: 'Write: a car.',
        },
        staff: {
            name: 'a personnel number',
            reason: 'The employer can look up whose number this is.',
            proposal: 'Leave the number out.',
        },
        room: {
            name: 'a room or a desk',
            reason: 'Colleagues know who works there.',
            proposal: 'Write: at the office, or: in a meeting room.',
        },
        date: {
            name: 'an exact date or time',
            reason: 'With it somebody can look up in a calendar who was there.',
            proposal: 'Write it wider, such as: in the spring.',
        },
        link: {
            name: 'a link or the name of a file',
            reason: 'It shows which document it is, and often who made it.',
            proposal: 'Say what kind of document it is, such as: a memo.',
        },
        case: {
            name: 'the number of a case or document',
            reason: 'With it somebody can look up who worked on it.',
            proposal: 'Leave the number out, or write: a file.',
        },
        length: {
            name: 'a long text',
            reason: 'The more you write, the easier your style and details lead to you.',
            proposal: 'Write less, if you can: what was in the way, and what would help.',
        },
    },
};

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "options.h"

static const char help_nl[] =
    "vrijuit-council: sleutels en meldingen van de raad, op een laptop zonder netwerk\n"
    "\n"
    "  init           sleutels maken en verdelen over de leden, de kring ondertekenen\n"
    "    --output MAP --members N --threshold T --form BESTAND --council ID\n"
    "    --name NL[/EN] --circle-name NL[/EN] --hop NAAM,URL,IDENTITEIT...\n"
    "    [--questions BESTAND] [--periods 4] [--period-rounds 90] [--first-round 0]\n"
    "    [--genesis SECONDEN|JJJJ-MM-DD] [--round-seconds 86400] [--expires JJJJ-MM-DD]\n"
    "    [--minimum 5] [--batch 64] [--suite 1] [--paper]\n"
    "  circle show BESTAND           wat er in de kring staat\n"
    "  circle verify BESTAND         of de kring echt en geldig is [--pin BESTAND]\n"
    "  circle fingerprint SLEUTEL    de 12 woorden van een sleutel, om te vergelijken\n"
    "  circle sign CONCEPT           een nieuwe kring ondertekenen\n"
    "    --share BESTAND... [--paper] [--output BESTAND] [--pin BESTAND] [--previous BESTAND]\n"
    "  open BESTAND   meldingen van de opslag openen, versleuteld in het dossier\n"
    "    --circle BESTAND... --pin BESTAND --share BESTAND... --dossier BESTAND\n"
    "    [--paper] [--dossier-sharing BESTAND] [--earlier-payload none]\n"
    "  read           het dossier lezen\n"
    "    --circle BESTAND... --pin BESTAND --share BESTAND... --dossier BESTAND\n"
    "    [--paper] [--dossier-sharing BESTAND] [--all-members]\n"
    "  statistics     een verslag met getallen, om te delen; niemand is erin te herkennen\n"
    "    --output BESTAND.html --circle BESTAND... --pin BESTAND --share BESTAND...\n"
    "    --dossier BESTAND [--csv BESTAND] [--council ID] [--cross VRAAG,VRAAG]...\n"
    "    [--from-round N --until-round N] [--minimum N] [--round-base 5]\n"
    "    [--paper] [--dossier-sharing BESTAND]\n"
    "\n"
    "Altijd mogelijk: --lang nl|en, --progress, --allow-unlocked, --help; en: --version\n"
    "Afloop: 0 goed, 1 geweigerd of niet bevestigd, 2 verkeerd gebruik, 3 fout van het systeem\n"
    "Meer: man vrijuit-council\n";

static const char help_en[] =
    "vrijuit-council: keys and reports of the council, on a laptop without a network\n"
    "\n"
    "  init           make keys, share them among the members, sign the circle\n"
    "    --output FOLDER --members N --threshold T --form FILE --council ID\n"
    "    --name NL[/EN] --circle-name NL[/EN] --hop NAME,URL,IDENTITY...\n"
    "    [--questions FILE] [--periods 4] [--period-rounds 90] [--first-round 0]\n"
    "    [--genesis SECONDS|YYYY-MM-DD] [--round-seconds 86400] [--expires YYYY-MM-DD]\n"
    "    [--minimum 5] [--batch 64] [--suite 1] [--paper]\n"
    "  circle show FILE              what the circle says\n"
    "  circle verify FILE            whether the circle is real and valid [--pin FILE]\n"
    "  circle fingerprint KEY        the 12 words of a key, to compare\n"
    "  circle sign DRAFT             sign a new circle\n"
    "    --share FILE... [--paper] [--output FILE] [--pin FILE] [--previous FILE]\n"
    "  open FILE      open reports from the store, encrypted into the dossier\n"
    "    --circle FILE... --pin FILE --share FILE... --dossier FILE\n"
    "    [--paper] [--dossier-sharing FILE] [--earlier-payload none]\n"
    "  read           read the dossier\n"
    "    --circle FILE... --pin FILE --share FILE... --dossier FILE\n"
    "    [--paper] [--dossier-sharing FILE] [--all-members]\n"
    "  statistics     a report in numbers, to be shared; nobody can be recognised in it\n"
    "    --output FILE.html --circle FILE... --pin FILE --share FILE...\n"
    "    --dossier FILE [--csv FILE] [--council ID] [--cross QUESTION,QUESTION]...\n"
    "    [--from-round N --until-round N] [--minimum N] [--round-base 5]\n"
    "    [--paper] [--dossier-sharing FILE]\n"
    "\n"
    "Always possible: --lang nl|en, --progress, --allow-unlocked, --help; and: --version\n"
    "Exit codes: 0 ok, 1 refused or not verified, 2 wrong usage, 3 error of the system\n"
    "More: man vrijuit-council\n";

void
options_help(const struct tool *tool)
{
    fputs(say(tool, help_nl, help_en), stdout);
}

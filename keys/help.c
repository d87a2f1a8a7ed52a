/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "options.h"

/* This and what stands below about each command fits on a screen of 80 x 24. */
static const char overview_nl[] =
    "vrijuit-council: sleutels en meldingen van de raad, op een laptop zonder netwerk\n"
    "\n"
    "  init        sleutels maken en verdelen over de leden, de kring ondertekenen\n"
    "  share       of de delen van een lid goed zijn: verify; bladen afdrukken: print\n"
    "  reshare     dezelfde geheimen, andere leden, een nieuwe kring\n"
    "  close       een periode sluiten: niemand kan haar daarna nog openen\n"
    "  circle      de kring: show, verify, fingerprint (de 12 woorden), sign\n"
    "  form        een vragenlijst: check, preview\n"
    "  open        meldingen van de opslag openen, versleuteld in het dossier\n"
    "  read        het dossier lezen; antwoorden, labels en notities erbij\n"
    "  reply       een antwoord uit een bestand klaarleggen voor het volgende bord\n"
    "  board       het bord met alle antwoorden maken en ondertekenen\n"
    "  dossier     of het dossier heel is: verify\n"
    "  statistics  een verslag met getallen, om te delen\n"
    "\n"
    "Wat er bij een opdracht hoort: vrijuit-council help OPDRACHT\n"
    "Altijd mogelijk: --lang nl|en, --progress, --allow-unlocked, --help\n"
    "Afloop: 0 goed, 1 geweigerd of niet bevestigd, 2 verkeerd gebruik,\n"
    "3 fout van het systeem. Meer: man vrijuit-council; --version\n";

static const char overview_en[] =
    "vrijuit-council: keys and reports of the council, on a laptop without a network\n"
    "\n"
    "  init        make keys, share them among the members, sign the circle\n"
    "  share       whether a member's shares are right: verify; to print them: print\n"
    "  reshare     the same secrets, other members, a new circle\n"
    "  close       close a period: nobody can open it after that\n"
    "  circle      the circle: show, verify, fingerprint (the 12 words), sign\n"
    "  form        a form: check, preview\n"
    "  open        open reports from the store, encrypted into the dossier\n"
    "  read        read the dossier; replies, labels and notes\n"
    "  reply       keep an answer out of a file for the next board\n"
    "  board       make and sign the board with all answers\n"
    "  dossier     whether the dossier is whole: verify\n"
    "  statistics  a report in numbers, to be shared\n"
    "\n"
    "What belongs to a command: vrijuit-council help COMMAND\n"
    "Always possible: --lang nl|en, --progress, --allow-unlocked, --help\n"
    "Exit codes: 0 ok, 1 refused or not verified, 2 wrong usage,\n"
    "3 error of the system. More: man vrijuit-council; --version\n";

static const struct {
    const char *name;
    const char *nl;
    const char *en;
} commands[] = {
    { "init",
      "init           sleutels maken en verdelen over de leden, de kring ondertekenen\n"
      "  --output MAP --members N --threshold T --form BESTAND --council ID\n"
      "  --name NL[/EN] --circle-name NL[/EN] --hop NAAM,URL,IDENTITEIT...\n"
      "  [--questions BESTAND] [--periods 4] [--period-rounds 92] [--first-round 0]\n"
      "  [--genesis SECONDEN|JJJJ-MM-DD] [--round-seconds 86400]\n"
      "  [--expires JJJJ-MM-DD]\n"
      "  [--minimum 5] [--batch 64] [--suite 1] [--dice] [--paper] [--type-back]\n"
      "  [--sticks] [--stick K=MAP]...\n",
      "init           make keys, share them among the members, sign the circle\n"
      "  --output FOLDER --members N --threshold T --form FILE --council ID\n"
      "  --name NL[/EN] --circle-name NL[/EN] --hop NAME,URL,IDENTITY...\n"
      "  [--questions FILE] [--periods 4] [--period-rounds 92] [--first-round 0]\n"
      "  [--genesis SECONDS|YYYY-MM-DD] [--round-seconds 86400]\n"
      "  [--expires YYYY-MM-DD]\n"
      "  [--minimum 5] [--batch 64] [--suite 1] [--dice] [--paper] [--type-back]\n"
      "  [--sticks] [--stick K=FOLDER]...\n" },
    { "share",
      "share verify BESTAND|--paper  of de delen van een lid goed zijn\n"
      "  --circle BESTAND [--pin BESTAND] [--dossier-sharing BESTAND]\n"
      "share print BESTAND           de bladen van een lid om af te drukken\n"
      "  --circle BESTAND --output BESTAND\n",
      "share verify FILE|--paper     whether a member's shares are right\n"
      "  --circle FILE [--pin FILE] [--dossier-sharing FILE]\n"
      "share print FILE              the sheets of a member, to print\n"
      "  --circle FILE --output FILE\n" },
    { "reshare",
      "reshare        dezelfde geheimen, andere leden, een nieuwe kring\n"
      "  --circle BESTAND --share BESTAND... --members N --threshold T --output MAP\n"
      "  [--paper] [--new-paper] [--type-back] [--dice] [--sticks] [--stick K=MAP]...\n"
      "  [--add-periods N] [--period-rounds 92] [--from-round R]\n"
      "  [--expires JJJJ-MM-DD]\n"
      "  [--pin BESTAND] [--dossier-sharing BESTAND]\n",
      "reshare        the same secrets, other members, a new circle\n"
      "  --circle FILE --share FILE... --members N --threshold T --output FOLDER\n"
      "  [--paper] [--new-paper] [--type-back] [--dice] [--sticks]\n"
      "  [--stick K=FOLDER]...\n"
      "  [--add-periods N] [--period-rounds 92] [--from-round R]\n"
      "  [--expires YYYY-MM-DD]\n"
      "  [--pin FILE] [--dossier-sharing FILE]\n" },
    { "close",
      "close VAN-TOT  een periode sluiten: niemand kan haar daarna nog openen\n"
      "  --circle BESTAND --share BESTAND... [--pin BESTAND] [--before-end]\n",
      "close FROM-UNTIL  close a period: nobody can open it after that\n"
      "  --circle FILE --share FILE... [--pin FILE] [--before-end]\n" },
    { "circle",
      "circle show BESTAND           wat er in de kring staat\n"
      "circle verify BESTAND         of de kring echt en geldig is [--pin BESTAND]\n"
      "circle fingerprint SLEUTEL    de 12 woorden van een sleutel, om te vergelijken\n"
      "circle sign CONCEPT           een nieuwe kring ondertekenen\n"
      "  --share BESTAND... [--paper] [--output BESTAND] [--pin BESTAND]\n"
      "  [--previous BESTAND]\n",
      "circle show FILE              what the circle says\n"
      "circle verify FILE            whether it is real and valid [--pin FILE]\n"
      "circle fingerprint KEY        the 12 words of a key, to compare\n"
      "circle sign DRAFT             sign a new circle\n"
      "  --share FILE... [--paper] [--output FILE] [--pin FILE] [--previous FILE]\n" },
    { "form",
      "form check BESTAND            of een vragenlijst goed is [--questions BESTAND]\n"
      "form preview BESTAND          zoals een melder haar ziet [--questions BESTAND]\n",
      "form check FILE               whether a form is right [--questions FILE]\n"
      "form preview FILE             as a reporter sees it [--questions FILE]\n" },
    { "open",
      "open BESTAND   meldingen van de opslag openen, versleuteld in het dossier\n"
      "  --circle BESTAND... --pin BESTAND --share BESTAND... --dossier BESTAND\n"
      "  [--paper] [--dossier-sharing BESTAND] [--earlier-payload none]\n",
      "open FILE      open reports from the store, encrypted into the dossier\n"
      "  --circle FILE... --pin FILE --share FILE... --dossier FILE\n"
      "  [--paper] [--dossier-sharing FILE] [--earlier-payload none]\n" },
    { "read",
      "read           het dossier lezen\n"
      "  --circle BESTAND... --pin BESTAND --share BESTAND... --dossier BESTAND\n"
      "  [--paper] [--dossier-sharing BESTAND] [--all-members]\n"
      "  [--plain] [--lock-after SECONDEN]\n",
      "read           read the dossier\n"
      "  --circle FILE... --pin FILE --share FILE... --dossier FILE\n"
      "  [--paper] [--dossier-sharing FILE] [--all-members]\n"
      "  [--plain] [--lock-after SECONDS]\n" },
    { "reply",
      "reply          een antwoord op een melding klaarleggen voor het volgende bord\n"
      "  --to KENMERK --file TEKST --circle BESTAND... --pin BESTAND --share\n"
      "  BESTAND...\n"
      "  --dossier BESTAND [--paper] [--dossier-sharing BESTAND] [--all-members]\n",
      "reply          keep an answer to a report for the next board\n"
      "  --to HANDLE --file TEXT --circle FILE... --pin FILE --share FILE...\n"
      "  --dossier FILE [--paper] [--dossier-sharing FILE] [--all-members]\n" },
    { "board",
      "board          het bord met alle antwoorden maken en ondertekenen\n"
      "  --output BESTAND --circle BESTAND... --pin BESTAND --share BESTAND...\n"
      "  --dossier BESTAND [--council ID] [--round N] [--paper]\n"
      "  [--dossier-sharing BESTAND]\n",
      "board          make and sign the board with all answers\n"
      "  --output FILE --circle FILE... --pin FILE --share FILE...\n"
      "  --dossier FILE [--council ID] [--round N] [--paper] [--dossier-sharing FILE]\n" },
    { "dossier",
      "dossier verify of het dossier heel is, en wat erin zit; geen tekst\n"
      "  --circle BESTAND... --pin BESTAND --share BESTAND... --dossier BESTAND\n",
      "dossier verify whether the dossier is whole, and what it holds; no text\n"
      "  --circle FILE... --pin FILE --share FILE... --dossier FILE\n" },
    { "statistics",
      "statistics     een verslag met getallen, om te delen; je herkent er niemand in\n"
      "  --output BESTAND.html --circle BESTAND... --pin BESTAND --share BESTAND...\n"
      "  --dossier BESTAND [--csv BESTAND] [--council ID] [--cross VRAAG,VRAAG]...\n"
      "  [--from-round N --until-round N] [--minimum N] [--round-base 5]\n"
      "  [--paper] [--dossier-sharing BESTAND]\n",
      "statistics     a report in numbers, to be shared; nobody is recognised in it\n"
      "  --output FILE.html --circle FILE... --pin FILE --share FILE...\n"
      "  --dossier FILE [--csv FILE] [--council ID] [--cross QUESTION,QUESTION]...\n"
      "  [--from-round N --until-round N] [--minimum N] [--round-base 5]\n"
      "  [--paper] [--dossier-sharing FILE]\n" },
};

bool
options_help(const struct tool *tool, const char *command)
{
    if (command == NULL) {
        fputs(say(tool, overview_nl, overview_en), stdout);
        return true;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(command, commands[i].name) == 0) {
            fputs(say(tool, commands[i].nl, commands[i].en), stdout);
            return true;
        }
    }

    return false;
}

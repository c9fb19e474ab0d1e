"""Given names common in France, to tell « Roux Anne » from « Anne Roux »."""

from carnet.domain.capture_sheet import bag

# A hint only: a name that is not here is read by its place and its capitals.
GIVEN = bag(
    "adele adeline adrien agathe agnes aicha aime alain alban albert alex alexandra alexandre alexis"
    " alice aline  alix amandine amelie amina anais andrea angele anne annick annie antoine antonin"
    " apolline ariane armelle  arnaud arthur assia audrey aurelie aurelien aurore axel ayoub baptiste"
    " barbara basile bastien beatrice  benedicte benoit berenice bernadette blandine brice brigitte bruno"
    " camille capucine carine carole caroline  catherine cecile cedric celia celine chantal charlene"
    " charles charlotte chloe christel christelle christian  christiane christine christophe claire clara"
    " clarisse claude claudine clemence clement clementine clotilde  colette coline constance coralie"
    " corentin corinne cyril cyrille damien daniele danielle daphne deborah  delphine denise diane didier"
    " dominique dorothee edith edouard eleonore elena eliane elisa elisabeth elise  elodie eloise elsa"
    " emeline emile emilie emma emmanuel emmanuelle eric estelle esther etienne eva eve evelyne  fabien"
    " fabienne fabrice fanny farid fatima fatiha fatou felix flavie flora florence florent floriane fouad"
    " franck francoise frederic frederique gabriel gabrielle gael gaelle gaetan genevieve geoffroy"
    " geraldine  ghislaine gilles gisele gregory guilhem guillaume gwenaelle hakim hamid hassan hassna"
    " helene henri hugo ines  ingrid irene isabelle jacqueline jacques jalila jamila jean jeanne jennifer"
    " jeremie jeremy jerome joel joelle  johanna jonathan josephine josiane jose josette judith jules"
    " julia julie julien juliette justine karim karima  karine kevin khadija laetitia laila lamia laura"
    " laure laurence lea leila leon leonie lina lise loic lola lou  louise luc lucas lucie lucien lucile"
    " ludivine ludovic lydia lydie mael magali mahmoud malika manon  marc marcel margaux margot marguerite"
    " maria marianne marie marina marine marion marlene marthe mathias  mathieu mathilde matthieu maud"
    " maxime mehdi melanie melissa michele micheline mireille mohamed mohammed  monique morgane mounir"
    " mourad muriel myriam nabil nadege nadia nadine nassim natacha nathalie nathan  nawal nicole nina noe"
    " noemie nora odette odile olga olivia ophelie oriane pablo pascale patrice  patricia patrick paul"
    " paula paule pauline perrine philippe philippine pierre quentin rachel rachid raphael  raphaelle"
    " raymonde rebecca regine remi remy renaud rene renee romain romane rosalie roxane sabine sabrina"
    " salima salome samia samir samira samuel sandra sandrine sarah sebastien segolene serge severine"
    " sibylle  solange solene sonia sophie stephane stephanie suzanne sylvain sylvie tanguy tatiana tess"
    " theo therese  thibault thibaut thierry tiphaine ugo ursula valentin valentine valerie vanessa"
    " veronique victoire  violaine violette virginie viviane walid wilfried xavier yann yannick yasmina"
    " yasmine yassine yohan yolande  youssef andre francois nicolas arnaud victor oscar daniel raymond"
    " olivier pascal charles henri paul yves yvette yvon yvonne zoe zineb zohra"
)
# Given names that are as often a family name: they do not decide.
BOTH = bag(
    "martin bernard thomas robert richard simon laurent michel david bertrand vincent roger gerard guy"
    " denis lambert leroy roland vidal gilbert georges blaise maurice perrin germain"
)

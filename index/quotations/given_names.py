"""Common given names of many countries by the pronoun they usually go with; names used for both are left out.

Compiled by hand, written without accents. Only ever used to rule a candidate for "he" or "she" out, never to name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

MALE_NAMES = frozenset(
    """aaron abdul abdullah abdulaziz abraham adam adrian ahmed ahmad aidan akira alan albert alberto alec
    alejandro alessandro alexander alexei alfonso alfred ali allan allen alberto alvaro amir amit anders
    andre andrea-m andreas andrei andrew andrzej andy angelo anil anthony antoine anton antonio antony archie
    arjun armando arnold arthur arturo ashok asif austin axel barack barry bart ben benedict benito benjamin
    benny bernard bernie bert bilal bill billy bjorn bob bobby boris brad bradley brendan brett brian bruce
    bruno bryan byron caleb calvin carl carlo carlos cedric cesar chad charles charlie chester chris
    christian christoph christophe christopher chuck claude clarence clark clay clement clifford clint clive
    colin conor connor craig curtis cyril dale damien damon dan daniel daniele danny darren dave david dean
    dennis denis derek dermot desmond diego dieter dick dimitri dmitri dmitry dominic don donald doug douglas
    duncan dustin dwight dylan earl ed eddie edgar edmund eduardo edward edwin elias elijah elliot elliott
    elon emmanuel enrique eric erik ernest ernesto ethan eugene evan fabian fabio farid felipe felix fernando
    floyd francesco francis francisco francois franck frank frankie franklin franz fred freddie frederic
    frederick fritz gabriel gareth gary gavin gene geoff geoffrey george georg gerald gerard gerhard gideon
    gilbert giles giorgio giovanni giulio glenn gordon graham grant greg gregory guido guillaume guillermo
    gunther gustav gustavo guy hamid hamza hank hans harald harold harry harvey hasan hassan hector heinrich
    helmut hendrik henri henrik henry herbert herman hiroshi horace howard hugh hugo humphrey hussein iain
    ian ibrahim igor ilya imran isaac isaiah ivan jack jacob jacques jaime jake jakob jamal james jamie-m
    jan-m jared jason javier jay jean-paul jean-luc jeff jeffrey jeremy jerome jerry jim jimmy joachim joao
    joaquin joe joel johan johannes john johnny jon jonas jonathan jordi jorge jose josef joseph josh joshua
    juan jude jules julian julio jurgen justin kamal karim karl keith ken kenji kenneth kevin khalid kirk
    klaus kofi konrad kumar kurt kwame kyle lance larry lars laurent lawrence lee-m len leo leon leonard
    leonardo leonid lewis liam linus lionel lloyd louis luca lucas luigi luis luka lukas luke luther magnus
    malcolm malik manuel marc marcel marco marcos marcus mario mariusz mark markus martin marty marvin
    massimo mateo mathieu mats matt matteo matthew matthias maurice mauricio max maximilian mehmet mel
    michael michal michel miguel mike mikel mikhail milan miles milos mitch mitt mohamed mohammad mohammed
    mohammad moses muhammad murray mustafa nathan nathaniel navjot ned neil nelson nicholas nick nicolas
    nigel nikolai nikolas niklas noah noel norman oleg oliver olivier omar orlando oscar osman otto owen
    pablo paolo pascal patrick paul pavel pawel pedro per-m pete peter phil philip philippe phillip pierre
    piotr prakash quentin rafael rahul raj rajesh ralph ramon randolph randy raoul rashid raul ravi ray
    raymond reggie reginald rene-m ricardo richard rick ricky roberto robert robin-m rob rod roderick rodney
    rodrigo roger roland rolf roman ron ronald rory ross roy ruben rudolf rudy rupert russ russell ryan sadiq
    said salman sam-m samir samuel sanjay scott sean sebastian sergei sergey sergio seth shane shaun shinzo
    sid sidney silvio simon sol spencer stan stanislav stanley stefan stefano stephan stephen steve steven
    stewart stuart suresh sven takashi tariq ted teddy terence terry theo theodore thierry thomas tim timothy
    tobias todd tom tomas tommy toni-m tony travis trevor tristan tyler ulrich umar valentin vernon victor
    vijay viktor vikram vince vincent vincenzo vladimir volodymyr wade wallace walter warren wayne wendell
    werner wesley wilfred wilhelm will william willie winston wolfgang xavier yannick yasser yoshi youssef
    yuri yusuf yves zachary zack zubair kwasi keir rishi nigel sajid narendra jair luiz emmanuel recep
    benjamin antony xi-m hakeem mitch chuck kemi-m sanath virat rohit novak rafa kylian lionel cristiano
    erling harry jurgen pep jadon bukayo
    abdelaziz abdulrahman ahmet aitor akio aksel aled alun ammar anatoly andoni andriy angus ansel anselmo
    archibald arkady arne arvid asger aurelien ayodele babajide baptiste bartolome bashar bertil bertrand birger
    bjarne bogdan bohdan branko callum cathal chidi chinedu chukwuemeka ciaran cillian colm cormac dag dagfinn
    daisuke darko declan devendra dilwyn dinesh diogo dmytro domhnall donal dragan eamon efraim egil eirik elwyn
    emiliano emre ercan etienne eusebio evaristo ewan fabien fabrice facundo faisal fearghal fergus fermin
    finlay finn fintan florian fuad gael ganesh gaston gennady gethin ghassan girish goncalo gonzalo gopal goran
    gregoire grigory gruffydd gwilym gwyn haakon habib haitham hakan hamish harish haruki heikki henning hernan
    herve hicham hideo hilario hiroki hisham hugues hywel ichiro idris ieuan ignacio iker inigo ioan isidro
    ismail jagdish jakub jarle jarmo jens jesper jiro joakim joaquim jorg juha jukka kalle katsuhiko kazuhiro
    kazuo kenta khaled kieran kjell kjetil koji konstantin kostas krzysztof kwabena kweku lachlan laszlo leif
    lennart loic lorcan lorenzo lubomir macario maciej mads mahesh mahmoud makoto maksim malachy manoj marek
    marwan masahiro matej mathis matias matthijs maxim maxime mehdi mikael mikko minoru mirko miroslav morten
    mounir mourad mukesh mykola nabil naoki nasser naveen niall nils norbert nuno obinna olaf olav ole oleh
    oleksandr olumide oluwaseun omer osama oskar osvaldo oswald paavo padraig paulo pavlo pekka petr petro
    petter phelim pradeep praveen qasim rachid rafik raimundo rajiv rakesh ramesh ramiro ramzi rasmus reidar
    remi rhodri rhys risto rogelio ruairi ruaridh rune ruslan saeed samer sandeep santosh satish satoshi seamus
    serhiy shigeru shinichi shinji shyam siddharth sigurd sindre sipho slobodan soren steinar stellan stepan
    stig struan subhash sudhir sunil suraj susumu sverre sylvain tadashi tadeusz tahir takeshi takuya taras
    tarek taro teemu tendai terje tero tetsuya thabo themba thibault thorbjorn tiago tomasz tomos tore torsten
    toru trygve tunde ulf ulises ulrik valeriy vasile vasily veikko venkatesh vicente vidar viggo vinod vitali
    vitaly vyacheslav wael walid wiktor wojciech yannis yaroslav yasin yasuhiro yaw yevgeny yiannis yukio yuto
    zaid zbigniew ziad zoltan zoran""".split()
)
FEMALE_NAMES = frozenset(
    """abby abigail ada adele adriana agnes agnieszka aisha aicha alana alessandra alexandra alice alicia alison
    allison alyssa amal amanda amber amelia amina amy ana anastasia andrea angela angelina anita anja ann
    anna annabel anne annette annie antonia aoife april aretha ariana arlene asha ashley astrid audrey ava
    barbara beatrice beatriz becky belinda bella bernadette bertha beth bethany betsy betty beverly bianca
    birgit brenda briana bridget britney brigitte camila camilla candace carla carmen carol carole carolina
    caroline carolyn carrie catalina catherine cathy cecilia celeste celia celine charlene charlotte chelsea
    cheryl chiara chloe christa christina christine claire clara claudia colleen constance cora corinne
    courtney cristina cynthia daisy dana-f daniela danielle daphne dawn deborah debbie debra deirdre delia
    denise diana diane dilma dolores dominique-f donna dora doris dorothy edith edna eileen elaine eleanor
    elena eliza elisa elise elizabeth ella ellen elsa elsie emilia emily emma erica erika erin esther ethel
    eugenia eva eve evelyn faith fatima fay felicity fernanda fiona flora florence frances francesca frida
    gabriela gabriella gabrielle gail gemma genevieve georgia georgina geraldine gertrude gillian gina ginny
    giulia gladys glenda gloria grace greta gretchen gwen gwendolyn hannah harriet hazel heather heidi helen
    helena helene hilary hillary holly hope ida imelda imogen ines ingrid irene irina iris irma isabel
    isabella isabelle isla ivana ivanka ivy jacinda jackie jacqueline jade jana jane janet janice janine
    jasmine jean jeanette jeanne jen jenna jennifer jenny jessica jill jo joan joanna joanne jocelyn johanna
    josefina josephine joy joyce juanita judith judy julia juliana julianne julie juliet juliette june
    justine kamala karen karin karina karla kate katarina katharina katharine kathleen katherine kathryn
    kathy katie katja katrina kay kayla keira kelly-f kerstin kimberly kirsten kirsty kristen kristin
    kristina lara latoya laura lauren laurie lea leah leila lena leticia lila lilian lillian lily linda lisa
    liz liza lois lola loretta lorraine louisa louise lucia lucille lucy luisa lydia lynda lynn lynne mabel
    mackenzie madeleine madison maeve magda maggie mai malala mandy marcia margaret margarita margot maria
    mariam marian mariana marianne marie marilyn marina marion marisa marjorie marlene marta martha martina
    mary maryam matilda maud maureen maxine maya meera megan meghan melania melanie melinda melissa mercedes
    meredith mia michaela michele michelle mildred millie mina mindy miranda miriam moira molly mona monica
    monika muriel myra myriam nadia nadine nancy naomi natalia natalie natasha nell nellie nicola nicole
    nikki nina noor nora noreen norma olga olive olivia ophelia pamela patricia patsy patti paula pauline
    pearl penelope penny petra philippa phoebe phyllis pippa polly priscilla priti priya rachel ramona raquel
    rebecca regina renata renee rhonda rita roberta rosa rosalind rose rosemary rosie rowena roxanne ruby
    ruth sabrina sadie sally samantha sandra sandy-f sara sarah saskia selena selma serena shannon-f sharon
    sheila shelley sheryl shirley sienna silvia simone sofia sonia sonja sonya sophia sophie stacey stella
    stephanie sue susan susana susanna susanne suzanne svetlana sybil sylvia tabitha tamara tammy tania tanya
    tara tatiana teresa tessa thelma theresa therese tiffany tina tracey tulsi trudy uma ursula valentina
    valerie vanessa vera verity veronica vicky victoria viola violet virginia vivian viviana wanda wendy
    whitney wilhelmina wilma winifred xenia yasmin yolanda yoko yulia yvette yvonne zainab zara zoe zsuzsa
    liz theresa nancy kamala meloni giorgia christine ursula janet gretchen amal malia sasha-f sanna mette
    magdalena katalin iga naomi coco simone megan serena marta alexia
    aaliyah abena adaeze aditi adwoa agustina aida aileen ailish ailsa ainhoa aitana akiko akosua almudena amaia
    ameera amelie anais ananya anastasiya anjali anneke annelise annika anouk aoibheann aparna araceli archana
    asa aslaug asmita astri asuka aurore ayesha ayse ayumi aziza begona berenice bethan bhavna birgitta birgitte
    bodil branwen brid britt bronagh caitlin carlota carys catrin chantal chiamaka chidinma ciara clemence
    clotilde consuelo dalia darya deepa deepika delphine delyth dilys divya doreen dorota ebba efua eilidh eilis
    eimear ekaterina elif elin elisabet elodie eluned elvira emine esra estela estelle ewa fabienne farah farida
    fatma fawzia filipa fionnuala folasade francoise freya fumiko funmilayo gaelle galina geeta ghislaine gisela
    gita graciela grainne gudrun gulsen gunilla gwenllian hafsa halima hanako hanan hanneke haruka hatice hedda
    hege heledd helga helle henrietta hiba hilde hiroko hortense huguette iben ifeoma indira inga ingeborg inger
    inmaculada iria isobel itziar iwona jadwiga jaya jelena jette jimena jolanta jorunn josefa josiane junko
    jyoti kaarina kaisa kaori katarzyna kateryna katrine kavita kavya kazuko keiko khadija khrystyna kirsi
    ksenia kumiko laetitia laila lakshmi lalita lamia larisa latifa layla leena leire lene leonor lesya leyla
    lotta lotte lourdes lubna luciana lucie ludivine lyudmila maarit macarena madhuri maelle magnhild maha
    maiken mairead mairi maite majken malgorzata malin manal manisha manuela margaux marguerite marianela
    maribel mariko marisol marit marjatta marte martine maryse mathilde mayumi meena megumi merete michiko
    milagros milica mirjam miyuki montserrat morag morven myfanwy nada nadezhda najwa nandini naoko nasreen
    nataliya nathalie natsuko nawal neha nermin nerys ngozi nia niamh nieves nisha nkechi nomvula noriko noura
    nuria oddny odile oksana olena olha oonagh orla padma paivi paloma parvati pernille piedad polina pooja
    prachi pratibha preeti radhika ragnhild raisa randi rania rasha rashmi regine reiko rekha rhian rhiannon
    riitta rocio roisin ronja roshni saara sabine sachiko safiya salma samira sandrine sangeeta saoirse sarita
    savita sawsan seonaid setsuko severine shaima shanti shilpa shobha shreya sian signe sigrid silje sinead
    siobhan sioned smita sneha soledad solene solomiya solveig suad sumaya sunita sunniva sushma swati sylvie
    synnove tamsin tetiana thandiwe thea tomoko tove tuula tyra ulla ulrika unni usha valeriya vandana veronique
    vidya vigdis wenche yelena yetunde yevgenia ylva yoshiko yrsa yuka yukiko yumi yuriko zahra zanele zeinab
    zeynep zinaida zofia zoya zuzana""".split()
)

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ð": "d", "æ": "ae", "ı": "i", "þ": "th"}
)  # no combining marks of their own


@lru_cache(maxsize=4096)
def pronoun_of(given: str) -> Literal["he", "she"] | None:
    """The pronoun that a given name (lower-cased, accents or not) usually goes with; None if it is not in the lists."""
    letters = unicodedata.normalize("NFKD", given)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_LETTERS)
    return "he" if plain in MALE_NAMES else "she" if plain in FEMALE_NAMES else None


def is_given_name(word: str) -> bool:
    """Whether the lower-cased word is in the lists."""
    return pronoun_of(word) is not None

"""Given names less common in English-language news, so that they are known all the same.

Kept apart from :mod:`articles.quotes.given_names` for size. Written without accents: names
are looked up without them too.
"""

from __future__ import annotations

MALE = """
abdi abdou abdulaziz abdulrahman abel achim adel adem adewale adolfo adriano agustin ahti aksel
alain alasdair aled alessandro alexandre alexandros alfonso alfredo alistair alois alphonse alun
alvaro amadou amani ambrose anatole anatoly andrej andrzej aneurin anil anselm antal antti anwar
arash archie aren arend armando arne arno arvid arvo asger ashwin aurel aurelio axel ayman aziz
babatunde baldwin balint baltasar baptiste barnabas barnaby bartek bartholomew bartosz bastien
benoit berndt bertil bertram bertrand biram birger bogdan boguslaw bohdan bonifacio bram branko
brendon bronislaw bulat burak cadoc casimir caspar caspian cathal celso cemal cenk chidi chinedu
ciaran claes colm conall cormac cosimo cosmo cristian cristobal cyprian cyrille dafydd dagfinn
daisuke damian damir daniele darius davide davit declan deepak denys dharmesh dilip dimitar
dimitrios dimitris dinesh dionisio dmytro domenico domingo dougal dragan duarte edmond edmund
edouard eduard efraim egil einar eino eirik eladio elio ellis elwyn emeka emlyn emre emrys endre
ennio enoch enzo eoin erdem erich erland erling ernst erwin esteban etienne eusebio ewan eyvind
fadi faisal faris farouk fathi faustino fearghal federico fedor ferdinand ferenc fergal fergus
ferhat filip finbar finlay finn fintan fionn flavio florian folke fouad francesco franco franjo
frederic fredrik frode fyodor gael gareth gaston gavril georg georges georgi georgios geraint
gerhardt gerrit gethin ghassan giacomo giancarlo gilles giulio goran gottfried graeme gregor
griffith gruffydd guido gunnar gunther gustaf gustave gwilym gwyn gyorgy gyula hadi hakan hakim
halil halloran halvard halvor hamish hamza hannes haroun haruki harvir hashim havard heikki heiko
heinrich heinz helmut hendrik heraldo heribert hermann hermod hernan hilario hilmar hiram hisham
holger honore horatio horst huw hywel iago iain idris iestyn ieuan ignacio ignatius ikechukwu ilias
ilija ilya imad imre ingmar ingvar ioan ionut ishaan isidore ismael istvan ivo iwan jaakko jaan
jabari jakob jakub janek janis janos jari jarl jaroslav jasper jeroen jiri joaquin jock joeri
johannes johnnie jonatan jorgen joris joseba josue jozef juha jukka julien junaid jurgen juri jussi
justus kaan kabir kacper kai kalle kamil kareem karel karol karsten kasimir kaspar katsuo kazimierz
kazuo keiran kelechi kemal kerem kevork khaled kieran kimmo kiran kiyoshi knut koji konrad kostas
kresimir kristian kristof kristoffer kwabena kwame kwasi lachlan ladislav lajos lambert laszlo
laurent lauri lazar lazlo leander leandro leland lennart leopold lesley liam lidio linus loic
lothar luc lucan lucian luciano lucien lucio ludovic ludvig ludwig lukas lukasz mads magnus mahesh
maksim mamadou manfred manish manoj mansour marat marcelo marcin marek mariano marius marko markus
marten martijn massimo mathias mathieu mathis matias matthias matthieu mattias mauro mehdi meinhard
melchior mervyn micah michal michele miguelito mihai mihail mikkel mikkjel mikko milan milorad
milos miloslav mirko miroslav modou mohamad mohan mordecai moritz moshe mostafa mungo murat musa
mykola nabil nadir naim najib naoki nasser nello nestor niall nico nicolae nicolai niels niklas
niko nikolaos nikolas nils nnamdi norbert obinna octavio oddvar odin ola olav ole olivier olle olof
omri onni orazio orhan oriol orlin oskar osvaldo oswald oswin oumar ove owain paddy padraig panos
pascal pasquale patrice patricio patrik pawel pekka pelle peregrine petar petros petter phelim
philippos piet pieter piotr primo quique quirin radek radomir radoslav radu raffaele raheem raimund
rainer ralf ramesh rami ramzi rasmus raymundo reidar reinhard reinhold remi remy renato renzo
reuben rhodri rhys riccardo richie rikard risto roald robbie robrecht rogelio rohit rolf romain
romuald ronan roshan rostam rowland ruairi ruaraidh ruaridh rui rune ruslan saad sacha saeed sakari
salah salvatore sami samuli sandor sandro sanjeev santino satoshi sayed sebastiano sebastien selim
semyon senan septimus serdar serhiy shahid shamus shankar shiv sigmund sigurd silas silvan simeon
sindre siraj sixten slavko slobodan soren spiros spyros srdjan stanislav stanislaw stefano stelios
stellan stepan stig sturla sumit suresh svein sverre swami szymon tadeusz tadhg takashi talal tam
tapani tapio tarek tarik tarun tasos tatsuya teemu teo teodor teun tewodros thabo thaddeus theodor
theodoros thibault thierry thorbjorn thorsten thorvald tiago tiberiu tihomir timo timur titus
tomasz tomaz tomislav tor torbjorn tore torsten toshio trond trygve tuomas tuomo turlough tycho
tymon uday ueli ulf uli ulises urho uriel uwe vaino valdemar valentin valerio varun vasco vasil
vasily vebjorn veikko velimir venkat vesa vidar vikram ville vincenzo viorel vitor vittorio vivek
vlad vladislav vojtech volker waldemar walid warwick wataru wendel wiktor wilfried wilhelm wim
winfried wojciech wolfram wouter yakov yann yannick yannis yaroslav yaw yevgeny yiannis yosef
youssef yunus yusef zbigniew zdenek zeki zeljko zenon ziad zlatko zoltan zoran zvi
"""
FEMALE = """
abena adanna adela adelaide adelheid adeline adina aditi adunni aenor afua agata agathe agneta
agnieszka aiko aileen aine aino aisling aissatou aithne akua alba albertine alda aleksandra alena
aletta alexia alfhild aliya aliza allegra aloisia alva alwen amalia amalie amara amaya amelie amira
amrita anahita anais anat anca ane anette anezka angele angharad anika aniko anja anjali anke
anneke anneli annelies anneliese annemarie annika annike anouk anoushka antje antoinette antonella
anwen anya aoife aparna apolline arabella ariadne arlette arwen arzu asha ashanti asma asuncion aud
auda aurelia aurore avril ayaan ayako ayesha ayse aysha azadeh azra bahar barbora bathsheba beata
beate beatrix beatriz begona bente berit berta bertille betina bettina bex bidisha birgit birgitta
birgitte birte blanca blanche blanka blerta blodwen bogna bojana bozena branwen brid brighid brigid
brigida brigita britt britta bronagh bronwen bronwyn brunhilde bushra busra caitlin caitriona
calliope camelia camille candelaria caoimhe carina carlotta carmela catarina caterina catharina
cathrine catrin catriona cecile cecilie celestine celine ceren ceri ceridwen chantal charlotta
charlotte chiara chidinma chiyo chizoba christelle ciara cinzia clare clarice clemence clementina
clementine cleo clodagh clotilde concepcion consolata cordelia cornelia cosima cressida cristina
dafne dagmar dagny dalia damaris danica danuta daria darina darya deepa deepika delphine demetra
desislava despina devika dilara dilys divya djamila dolly dominika donatella dorit dorota dorotea
dorothea dorte drusilla dunja durga ebba ebru eda edda edita edwina efua eglantine eilidh eilish
eimear eira eirini eithne ekaterina elba elda elen eleni eleonora eleonore elfriede elif elin elina
elisaveta elke ellinor elodie eloisa elspeth elva elvira elzbieta emanuela emer emiko emine
emmeline ena enid erna ernestine ersilia esma esme esra estela estelle estrid etain ethna eudora
eulalia eunice euphemia evangelina evangeline evelina eveline ewa fabienne fadila fadwa fanni fanny
farah farida fatema fatma fatoumata federica felicia feliciana felicitas felicity fenella fernanda
fidelma filippa filomena fionnuala flavia fleur floriana folasade franca franceska franziska
frederica frederique freya frida fumiko gaia galina gaynor gemma georgette georgina gerda germaine
ghada ghislaine gianna gila giovanna gisela gisele gita gitte giulia giuliana giuseppina gizem
glenda glenys glynis gosia gracia grainne graziella grethe griselda gro gudrun guinevere gulnara
gunilla gunvor gwenda gwenllian gwyneth habiba hadiza hafsa hajra hala halima halina hana hanan
hanna hanne hannelore haruka hatice haya hebe hedda hedvig hedwig heidrun heike helle hend
henriette hermine hermione hessa hette hiba hideko hila hildegard hildegarde hjordis hortense houda
huda huguette hulda idoia ilaria ildiko ilka ilona ilse imani imke immaculata indira indra inga
inge ingeborg inger inka inmaculada ioana iolanda iona ione iphigenia iratxe irena irja irmgard
isadora isaura iseult isla ismene isolde ita itziar ivana iveta ivona iwona izabela jacinta jacoba
jadwiga jagoda jamila jana janette jania janina janka jarmila jasna jelena jemima jennie jessamy
jette jimena jitka joana johanna johanne jolanta jorunn josefa josefina josefine josette josiane
jovana joyanne juana judit judita julieta juliette jutta jytte kaari kadiatou kaisa kaja kajsa
kalina kamila karima karina karolina kasia katarina katarzyna kateryna kathinka katia katinka katja
katka katrin katrine katya kavita kazuko keiko kerensa kerstin khadija khadijah kiri kirsi kirstine
kirsty kjersti klara klaudia kornelia kristine krystyna kumari laila laleh lalita lamia larisa
latifa laurentia lavinia layla lea leda lene leni lenka lenore leonora leontine leopoldine leyla
lieke liesbeth liese lieselotte ligia liisa lilah liliana liliane lilith lilja lilla linnea liora
lisbet lisbeth lise liselotte lissa livia ljiljana ljubica llinos lluisa lorena lorna lotta lotte
louella luana lucie lucienne lucinda lucretia ludmila ludmilla luise lujain luzia lyda lyudmila
maaike mabli madalena maeve mafalda magali magda magdalena magdalene mahalia maia maija mairead
mairi maite malak malgorzata malika malin malka manal mandisa manon marcela marcella marcelle
marcheta mared marei marga margareta margaretha margarethe margarida margaux margery margherita
margit margret margrethe margriet marguerite mariam mariana mariane marianela mariann marianna
maribeth marieke marielle marietta marija marijke marika marilia mariska marisol marit marita
mariya marjan marjolein marjut marketa marlies marta marte marthe martine marwa marzena mathilda
mathilde matilde maude maura mavis mayumi mechthild megumi mehwish mela melina melita menna merete
meri meriem merle merve meryem mette michaela michala micheline michiko mieke mignon mihaela mila
milada milagros milena milica mineko mireia mireille mirela mirjam mirka miroslava miyako modesta
monika montserrat morag morwen morwenna mouna muireann mukta muna munira myfanwy myriam myrna
myrtle nada nadezhda nadine nafisa nagwa naima najla nakia nandini naoko narges nasrin natacha
natalja natalya natascha nathalie nawal nayana nazanin nazli neelam neha nela nele nena nerys
nesrin nessa neta ngozi niamh nicolette nieves nigar nihal nika nilufer ninon niobe nisha nita noa
noelia noelle noemi noirin noor norah noreen nour nuala nur nuria nurit nyla oana octavie odette
odile ofelia oksana olaug olena olenka olesya olivie oluchi olwen ondine oona oonagh ophelie oriana
orla ornella orsola ottilie outi padma paloma paola parisa parvati pascale paulette paulina pavla
pavlina peg pelagia pepita perdita pernilla pernille perpetua petronella petula philippa philomena
pia piedad pilar pippa piroska polina polyxena pooja portia prisca pritha priyanka quenby rabia
rachael rachida radha radka ragna ragnhild raisa rajni raluca rana rania ranveig raquel rasa rasha
raya rayna razia rebeca reem reena reidun reiko renata renate reyhan rhian rhiannon rhona ricarda
riitta rika rikke rina riva roberte robertina rocio rohini roisin romana romilda romy rona ronja
rosalba rosalia rosalinda rosamund rosamunde rosana rosanna rosario rosaura roselyn rosina rosita
roswitha rowena roxana roya rozalia ruta ruzena saanvi saara sabah sabina sabine safiya sagal sahar
saida saleema salima salome salwa samar samia samira sanae sandrine sangeeta sanja sanna sanne
sanni saoirse saori sarita saroja satu savitri sayaka seda segolene selina selma semra senta serap
seraphina sevda severine shabana shahida shaima shanti sharmila shazia sheena shefali shereen
shirin shivani shona shoshana shreya shulamit sian sibongile sibyl sibylle sidonie sidsel siegrid
siegrun sigal sigita sigrid sigrun sigyn silja silje silke silvana silvie sima simin simona
simonetta sina sinead siobhan siri sissel siv slavica sliv snezana snezhana sofie sofiya solange
soledad solene solveig sona sondra soraya sorcha souad stanislava stefania stefanie steffi stina
stine sujata sumaya sunita sunniva suparna supriya susann susannah suvi suzana suzanna suzette
svenja svetlana swati synnove szilvia taina talia tamar tamsin tanja tansy tariro tarja tasneem
tatjana tatyana tavita teija tekla teodora terese tereza thandiwe thea theodora theodosia thora
thorunn thurid thyra tiina tilda tilde tilly tirza tomoko tonje torunn tova tove turid tuula tyra
ulla ulrica ulrika ulrike unni urszula uta ute valborg valeria valeska valma vanda vanja varvara
vasiliki vasilisa veerle velma venetia venla verena veronika veronique veslemoy vesna vibeke
victoire vida vigdis viktoria vilma violaine violeta violette virginie virpi viveca viviana viviane
vivien vivienne vladimira vlasta voula vrouwke wafa waltraud waltraut wangari wendeline weronika
wiebke wilhelmina wilhelmine winona xanthe ximena xiomara yael yaffa yara yasmeen yasmina
yekaterina yelena yelizaveta yelka yesim yevgenia yngvild yoko yolande yoselin ysabel ysolde yuki
yukiko yulia yuliana yuliya yumi yuriko zahra zainab zaira zara zaynab zdenka zehra zelda zeliha
zelma zenia zenobia zeynep zinaida zita ziva zlata zohra zoia zoja zorica zosia zoya zsofia
zsuzsanna zuleika zulema zuzana zuzanna
"""
#: Borne by women and men alike.
EITHER = """
jaya noor nur rowan
"""

"""Given names less common in English-language news, so that they are known all the same.

Kept apart from :mod:`articles.quotes.given_names` for size. Written without accents: names
are looked up without them too.
"""

from __future__ import annotations

MALE = """
abdi abdirahman abdou abdulaziz abdulla abdulrahman abel abelardo absalom achim adel adem adewale
adeyemi adil adolfo adriano afonso agustin aharon ahmet ahti akinwumi aksel alain alasdair alastair
aled alessandro alexandre alexandros alfonso alfredo alistair alois alonzo alphonse alphonso alun
alvaro amadou amani ambrose aminu anatole anatoly andile andrej andrzej aneurin anil anirudh anselm
anselmo antal antti anwar arash archie ardalan aren arend arif arkady armando armen arne arno artyom
arvid arvind arvo asad asger ashraf ashwin aslan atef augustus aurel aurelio avigdor axel ayman
ayodele aziz azmi babajide babatunde badr bakari baldwin balint baltasar baltazar bambang baptiste
barasa barnabas barnaby bartek bartholomew bartosz bashir bastien bayani beauregard bekele benoit
berndt bertil bertram bertrand bhupendra bijan bilal biram birger bogdan boguslaw bohdan bolaji
bongani bonifacio boyd bram branko brendon briscoe brock bronislaw bryn budi buford bulat burak
burhan cadmus cadoc caetano calum candido casimir caspar caspian cassius cathal celestino celso
cemal cenk cesare chandra chauncey cheick chet chidi chike chinedu chinua ciaran cillian claes
clement cletus colm colum conall cormac cosimo cosmo cristian cristobal cyprian cyrille cyrus dabo
dafydd dagfinn daichi daisuke damian damir daniele danilo darius darko darnell davide davit davor
davron declan deepak deniz denys deshawn dev devon dharmesh dilip dilshan dimitar dimitrios dimitris
dinesh dionisio diosdado djibril dmytro domenico domingo donato donnell dougal dov dragan duarte
dusan dušan ebrima edgardo edmond edmund edouard eduard efraim efrain egil egon einar eino eirik
eladio elio eljas ellis elvin elwyn emeka emlyn emre emrys endre ennio enoch enver enzo eoghan eoin
ephraim epifanio erdem erich erlan erland erling ernst erwan erwin esteban etienne eugenio eusebio
eustace evander ewan eyvind ezekiel fadi fahad faisal farhad faris farouk fathi faustino fawzi
fearghal federico fedor femi ferdinand ferenc fergal fergus ferhat fermin feroz festus filip finbar
finlay finn fintan fionn flavio florian folarin folke fouad francesco franco franjo frederic fredrik
fritz frode fuad fyodor gael gamal ganesh gareth garrick gaspar gaston gavril ged gennady georg
georges georgi georgios geraint gerhardt gerrit gert gethin ghassan giacomo giancarlo gianluca
gilles giorgi girish giulio glyn gopal goran gottfried graeme gregor griffith grover gruffydd guido
gunnar gunther gurbaksh gurpreet gustaf gustave gwilym gwyn gyorgy gyula habib hadi hakan hakim
halil halloran hallvard halvard halvor hamish hamza hannes harald harbhajan hari harith harjit
harlan haroun haruki harun haruto harvir hashim havard hayato heikki heiko heinrich heinz helmut
hendrik heraldo heribert heriberto hermann hermod hernan hideki hilario hilmar himanshu hiram hisham
holger hollis honore horacio horatio horst huw hyun hywel iago iain idris idrissa iestyn ieuan
ignacio ignatius ikechukwu ikenna ilham ilias ilija ilya imad imre imtiaz ingmar ingvar inigo ioan
ionut iqbal ishaan isidore ismael issa istvan ivo iwan jaakko jaan jabari jafar jagdish jahangir
jair jakob jakov jakub jamil jamshed janek janis janos jari jarl jaroslav jarrah jasper javed jawad
jeb jeroen jerzy jiri jitendra joaquin jock joeri johannes johnnie jonatan joost jorg jorgen joris
joseba josue jozef juha jukka julien juma junaid jurgen juri jussi justus kaan kabir kacper kadhim
kai kalle kamil kamran kareem karel karol karsten kashif kasimir kaspar kasper katsuo kaveh
kazimierz kazuo keanu keiran kelechi kemal kerem kevork khaled khurram kieran kimmo kipchumba
kiprono kiran kiyoshi knut koji kojo konrad kostas kresimir kristian kristof kristoffer kwabena
kwaku kwame kwasi kwesi lachlan ladislav lajos lalit lambert lamine laszlo laurent lauri lautaro
lazar lazarus lazlo leander leandro leland lennart leopold lesley liam lidio linus loic lothar
lowell lubomir luc lucan lucian luciano lucien lucio lucius lucjan ludovic ludvig ludwig lukas
lukasz luther mads magnus mahesh mahmood mahmud maksim malachi malachy mamadou manfred manish manoj
mansour marat marcelo marcin marek mariano marius marko markus marten martijn massimo mathias
mathieu mathis matias matthias matthieu mattias mauro mehdi meinhard melchior mervyn micah michal
michele miguelito mihai mihail mikkel mikkjel mikko milan milorad milos miloslav mirko miroslav
modou mohamad mohan moises monty mordecai moritz moshe mossie mostafa moussa muhannad mukesh mungo
murat musa mykola nabil nadeem nadir nahuel naim najib naoki narayan nasser nello nestor niall nico
nicolae nicolai niels nikhil niklas niko nikola nikolaos nikolas nilesh nils nnamdi norbert nuno
nurlan obed obinna octavio oddvar odhiambo odin okello ola olav ole olivier olle olof olumide
oluwaseun omer omri onni orazio orhan oriol orlin orrin osama oskar osvaldo oswald oswin otar otavio
oumar ousmane ove owain paddy padraig panos pascal pasquale patrice patricio patrik pawel peadar
pekka pelle percival peregrine petar petros petter phelim philippos piet pieter piotr prasad primo
quique quirin radek radomir radoslav radu raffaele raheem raimund raimundo rainer rajendra rajesh
ralf ramesh rami ramzi ranjit rasmus ravindra raymundo reidar reinhard reinhold remi remy renato
renzo reuben rhodri rhys riccardo richie rikard risto rizwan roald robbie robrecht rogelio rohit
rolf romain romuald ronan roshan rostam rowland royce ruairi ruaraidh ruaridh rui rune ruslan rustam
rutherford saad sabir sacha saeed sajid sakari salah salvatore sami samuli sandeep sandor sandro
sanjeev santino sardar satoshi sayed sebastiano sebastien selcuk selim semyon senan septimus serdar
serhiy shahid shamsul shamus shankar sharif shinji shiv shlomo siddharth sigmund sigurd silas silvan
simeon sindre sipho siraj sixten sizwe skyler slavko slobodan sohail solomon soren sotirios
souleymane spiros spyros srdjan stanislav stanislaw stefano stelios stellan stepan stig sturla
sudhir suleiman sumit suresh svein svend sverre swami szymon taavi tadeusz tadhg tahir takashi talal
tam tamas tanvir tapani tapio tarek tarik tarun tasos tatsuya tawfiq teddy teemu teo teodor teodoro
terrell teuku teun tevita tewodros thabiso thabo thaddeus theodor theodoros thibault thierry
thorbjorn thorsten thorvald thurman tiago tiberiu tibor tihomir timo timur titus tomasz tomaz
tomislav tomos tor torbjorn tore torsten toshio toshiro trond trygve tunde tuomas tuomo turlough
tycho tymon uday ueli ugo ulf uli ulises urho uri uriel uwe vaino vakhtang valdemar valentin valerio
varun vasco vasil vasily vebjorn veikko velimir venkat vesa vidar vihaan vikram vikramjit ville
vincenzo vinod viorel vitor vittorio vivek vlad vladislav vojtech volker wael waldemar walid warwick
wataru wayan wendel wiktor wilfried wilhelm willem wim winfried wojciech wolfram wouter yakov yakubu
yann yannick yannis yaroslav yash yaw yevgeny yiannis yohanes yosef yousef youssef yunus yusef zahid
zain zaki zbigniew zdenek zeki zeljko zenon ziad zlatko zoltan zoran zubin zvi zviad
"""
FEMALE = """
abena adaeze adanna adela adelaide adelheid adeline adina aditi adunni adwoa aenor afua agata agathe
agneta agnieszka aigul aiko ailbhe aileen aine aino ainsley aisling aissatou aithne aiyana akosua
akua alba albertine alda aleksandra alena aletta alexia alfhild alia aliya aliza allegra aloisia
altagracia alva alwen amalia amalie amara amaya amelie aminata amira amrita anahit anahita anais
ananya anat anca ane anette anezka angele angelique angharad anika aniko anja anjali anke annabelle
annegret anneke anneli annelies anneliese annelise annemarie annika annike anouk anoushka antje
antoinette antonella anusha anwen anya aoife aparna apolline arabella araceli ariadne arlette aroha
arwen arzu asha ashanti asma asuncion atieno aud auda aurelia aurelie aurore avril ayaan ayako
ayanda ayasha ayesha ayse aysha ayumi azadeh azra bahar bao barbora bathsheba beata beate beatrix
beatriz begona belen bente berit berta bertille bethan betina bettina bex bhavna bidisha birgit
birgitta birgitte birte blanca blanche blanka blerta blodwen bogna bojana bozena branwen brid
brighid brigid brigida brigita britt britta bronagh bronwen bronwyn brunhilde bushra busisiwe busra
caitlin caitriona calliope camelia camille candelaria caoimhe carina carlotta carmela carmelita
carola catarina caterina catharina cathrine catrin catriona cecile cecilie celestine celine ceren
ceri ceridwen chandrika chantal charlotta charlotte chiamaka chiara chidinma chitra chiyo chizoba
christelle ciara cinzia clare clarice clemence clementina clementine cleo clodagh clotilde
concepcion consolata coral corazon cordelia cornelia cosima cressida cristina dafne dagmar dagny
dahlia dalia dalva damaris danica danuta daria darina darya deepa deepika delphine demetra dervla
desislava despina devika dilara dilys dimitra dinara divya djamila dolly dominika donatella dorit
dorota dorotea dorothea dorte drusilla dunja durga earline ebba ebru eda edda edita edwina efua
eglantine eilidh eilish eimear eira eirini eithne ekaterina elba elda elen eleni eleonora eleonore
eleri elfriede elif elin elina elisaveta elke ellinor elodie eloisa elspeth elva elvira elzbieta
emanuela emer emiko emine emmeline ena encarnacion enid erna ernestine ersilia erzsebet esma esme
esperanza esra estela estelle estrid etain ethna eudora eulalia eunice euphemia evangelina
evangeline evelina eveline ewa fabienne fabiola fadila fadwa fanni fanny farah farida farideh
farzana fatema fatma fatou fatoumata federica felicia feliciana felicitas felicity fenella fernanda
fidelma filippa filomena fionnuala flavia fleur floriana folasade franca franceska francoise
franziska frederica frederique freya frida friederike fumiko gaia galina ganga gaynor geeta gemma
georgette georgina gerda germaine ghada ghislaine gianna gila giovanna gisela gisele gita gitte
giulia giuliana giuseppina gizem glenda glenys glynis godelieve golda gosia gracia graciela grainne
graziella grethe griselda gro gudrun guinevere gulnara gunilla gunvor gwenda gwenllian gwyneth
habiba hadiza hafsa hajra hala halima halina hana hanan hanna hanne hanneke hannelore haruka hatice
haya hebe hedda hedvig hedwig hedy heidrun heike heledd helle hend henriette hermine hermione hessa
hette hiba hideko hila hildegard hildegarde hjordis honoria hortense houda huda huguette hulda
hyacinth idoia ifeoma ikram ilaria ildiko ilka ilona ilse imani imke immaculata inas indira indra
inga inge ingeborg inger inka inmaculada ioana iolanda iona ione iphigenia iratxe irena irja irmgard
isadora isaura iseult isha isla ismene isolde ita itziar ivana iveta ivona iwona izabela jacinta
jacoba jadwiga jagoda jamila jana janelle janette jania janina janka jarmila jasmin jasna jelena
jemima jennie jessamy jette jimena jitka joana johanna johanne jolanta jolene jorunn josefa josefina
josefine josette josiane jovana joyanne juana judit judita julieta juliette jutta jyoti jytte kaari
kadiatou kaisa kaja kajsa kalina kamila kamini kanta karima karina karolina kasia katarina katarzyna
kateryna kathinka katia katinka katja katka katrin katrine katya kavita kaye kazuko keeley keiko
kenza kerensa kerstin ketevan khadija khadijah kiri kirra kirsi kirstine kirsty kjersti klara
klaudia kornelia kristine krystyna kumari laila lakshmi laleh lalita lamia larisa latifa latisha
laurentia lavinia layla lea leda lene leni lenka lenora lenore leocadia leonora leontine leopoldine
leyla lieke liesbeth liese lieselotte ligia liisa lilah liliana liliane lilith lilja lilla lindiwe
linnea liora lisbet lisbeth lise liselotte lissa livia ljiljana ljubica llinos lluisa lorelei lorena
lorna lotta lotte lottie louella lourdes luana lubna lucie lucienne lucinda lucretia ludmila
ludmilla luise lujain lupe luz luzia lyda lyudmila maaike mabli madalena maeve mafalda magali magda
magdalena magdalene mahalia maia maija mairead mairi maite malak malala malgorzata malika malin
malka mame manal mandisa manon marcela marcella marcelle marcheta mared marei marga margareta
margaretha margarethe margarida margaux margery margherita margit margret margrethe margriet
marguerite mariam mariana mariane marianela mariann marianna maribeth marieke marielle marietta
marija marijke marika marilia mariska marisol marit marita mariya marjan marjolein marjut marketa
marla marlies marta marte marthe martine marwa marzena mathilda mathilde matilde maude maura mavis
mayumi mbali mechthild meenakshi meera megumi mehwish mei mela melina melita menna merav merete meri
meriem merle merritt merve meryem mette michaela michala micheline michiko mieke mignon mihaela mila
milada milagros milena milica mineko mireia mireille mirela mirjam mirka miroslava miyako mmabatho
modesta monika montserrat morag morwen morwenna mouna muireann mukta muna munira mwikali myfanwy
myriam myrna myrtle nada nadezhda nadine nafisa nagwa naima najla najwa nakia nandini naoko narges
nasrin natacha natalja natalya natascha nathalie nawal nayana nayeli nazanin nazli neelam neha nela
nele nell nena nermin nerys nesrin nessa neta nevin ngaio ngozi niamh nicolette nieves nigar nihal
nika nilufer nino ninon niobe nirmala nisha nita njeri njoki nkechi noa noelia noelle noemi noirin
nomvula nomvuyo noor norah noreen nour noura nuala nur nuria nurit nyla oana oanh octavie odalys
odette odile ofelia oksana olaug olena olenka olesya olivie oluchi olwen ondine oona oonagh ophelie
oriana orla ornella orsola ottilie ottoline outi padma paloma paola parisa parvati pascale paulette
paulina pavla pavlina peg pelagia pepita perdita pernilla pernille perpetua petronella petula
philippa philomena phumzile pia piedad pilar pimchanok pippa piroska polina polyxena pooja portia
prisca pritha priyanka priyanthi prudence pushpa quenby rabia rachael rachida radha radka ragna
ragnhild raisa rajni raluca rana rania ranveig raquel rasa rasha raya rayna razia rebeca reem reena
refilwe rehana reidun reiko remedios renata renate reshma reyhan rhian rhiannon rhona ricarda riitta
rika rikke rina ritu riva roberte robertina rocio rohini roisin romana romilda romy rona ronja
rosalba rosalia rosalinda rosamund rosamunde rosana rosanna rosario rosaura roselyn rosina rosita
roswitha rowena roxana roya roza rozalia rubina rukhsana ruqaiya ruta ruthanne ruzena saanvi saara
sabah sabiha sabina sabine safiya sagal sahar saida saleema salima salome salwa samar samia samira
sanae sandrine sangeeta sanja sanna sanne sanni saoirse saori sarita saroja sarojini satu savitri
sayaka seda seema segolene selina selma semra senta serap seraphina sevda severine shabana shabnam
shahida shaima shakira shanice shanthi shanti sharmila shazia sheena sheetal shefali shereen shirin
shivani shona shoshana shreya shulamit sian sibongile sibyl sibylle sidonie sidsel siegrid siegrun
sigal sigita sigrid sigrun sigyn silja silje silke silvana silvie sima simin simona simonetta sina
sinead siobhan siri sissel siti siv slavica sliv snezana snezhana sofie sofiya solange soledad
solene solenne solveig sona sondra soraya sorcha souad stanislava stefania stefanie steffi stina
stine suad sujata sumaya sunita sunniva suparna supriya susann susannah suvi suzana suzanna suzette
svenja svetlana swati synnove szilvia tabassum taina talia tamar tamika tamsin tanisha tanja tansy
tariro tarja tasneem tatjana tatyana tavita teija tekla teodora terese tereza thais thandeka
thandiwe thea theodora theodosia thora thorunn thurid thyra tiina tilda tilde tilly tirza tomoko
tonje torunn tova tove trinh turid tuula tuyet tyra ulla ulrica ulrika ulrike uma unni urmila
urszula uta ute valborg valeria valeska valma vanda vanja varvara vasiliki vasilisa vasundhara veena
veerle velma venetia venla verena veronika veronique veslemoy vesna vibeke victoire vida vidya
vigdis viktoria vilma vimala violaine violeta violette virginie virpi viveca viviana viviane vivien
vivienne vladimira vlasta voula vrouwke wafa waltraud waltraut wambui wangari wanjiru wendeline
weronika wiebke wilhelmina wilhelmine winona xanthe ximena xiomara yaa yael yaffa yamileth yara
yasmeen yasmina yasmine yekaterina yelena yelizaveta yelka yemisi yesenia yesim yevgenia yngvild
yoko yolande yolima yoselin ysabel ysolde yuki yukiko yulia yuliana yuliya yumi yuriko zahra zainab
zaira zanele zara zaynab zdenka zehra zeina zelda zeliha zelma zenia zenobia zeynep zinaida zita
ziva zlata zofia zohra zoia zoja zorica zosia zoya zsofia zsuzsanna zuleika zuleikha zulema zuzana
zuzanna
"""
#: Borne by women and men alike.
EITHER = """
jaya noor nur rowan
"""

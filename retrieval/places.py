"""Names of countries and continents, so that "and Japan?" after a question about China is read as a topic. Pure."""

from __future__ import annotations

from typing import Final

from index.names import fold

# Members and observers of the United Nations as English newspapers call them, common short forms, continents.
_NAMES: Final = """
afghanistan,africa,albania,algeria,america,andorra,angola,antarctica,argentina,armenia,asia,australia,austria,azerbaijan,
bahamas,bahrain,bangladesh,barbados,belarus,belgium,belize,benin,bhutan,bolivia,bosnia,bosnia and herzegovina,botswana,
brazil,britain,brunei,bulgaria,burkina faso,burundi,cambodia,cameroon,canada,cape verde,central african republic,chad,
chile,china,colombia,comoros,congo,costa rica,croatia,cuba,cyprus,czech republic,czechia,denmark,djibouti,dominica,
dominican republic,east timor,ecuador,egypt,el salvador,england,equatorial guinea,eritrea,estonia,eswatini,ethiopia,
europe,european union,eu,fiji,finland,france,gabon,gambia,gaza,georgia,germany,ghana,great britain,greece,greenland,
grenada,guatemala,guinea,guinea bissau,guyana,haiti,honduras,hong kong,hungary,iceland,india,indonesia,iran,iraq,
ireland,israel,italy,ivory coast,jamaica,japan,jordan,kazakhstan,kenya,kiribati,kosovo,kuwait,kyrgyzstan,laos,latvia,
lebanon,lesotho,liberia,libya,liechtenstein,lithuania,luxembourg,madagascar,malawi,malaysia,maldives,mali,malta,
marshall islands,mauritania,mauritius,mexico,micronesia,moldova,monaco,mongolia,montenegro,morocco,mozambique,myanmar,
namibia,nauru,nepal,netherlands,new zealand,nicaragua,niger,nigeria,north america,north korea,north macedonia,
northern ireland,norway,oman,pakistan,palau,palestine,panama,papua new guinea,paraguay,peru,philippines,poland,portugal,
qatar,romania,russia,rwanda,saint lucia,samoa,san marino,saudi arabia,scotland,senegal,serbia,seychelles,sierra leone,
singapore,slovakia,slovenia,solomon islands,somalia,south africa,south america,south korea,south sudan,spain,sri lanka,
sudan,suriname,sweden,switzerland,syria,taiwan,tajikistan,tanzania,thailand,togo,tonga,trinidad and tobago,tunisia,
turkey,turkmenistan,tuvalu,u s,uganda,uk,ukraine,united arab emirates,uae,united kingdom,united states,uruguay,us,usa,
uzbekistan,vanuatu,vatican,venezuela,vietnam,wales,west bank,yemen,zambia,zimbabwe
"""
PLACES: Final = frozenset(name.strip() for name in _NAMES.replace("\n", "").split(","))


def is_place(name: str) -> bool:
    """Whether a name, with or without "the", is a country's or a continent's."""
    return fold(name).removeprefix("the ") in PLACES
